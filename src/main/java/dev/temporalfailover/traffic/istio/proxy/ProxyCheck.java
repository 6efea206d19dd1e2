package dev.temporalfailover.traffic.istio.proxy;

import dev.temporalfailover.outside.Page;
import dev.temporalfailover.outside.PageReads;
import dev.temporalfailover.traffic.istio.proxy.ProxyAnswer.ProxyState;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Asks the configured proxies what they carry, all at once. The caller is one thread, which is held for at most the
 * settings' timeout; the requests run in daemon threads of its own, which end when idle. Nothing here throws.
 */
public final class ProxyCheck implements AutoCloseable {
    static final int MAX_DUMP = 16 << 20;
    static final int MAX_METRICS = 8 << 20;
    /** A write must not wait long for a count that only explains. */
    private static final Duration BEFORE_WRITE = Duration.ofMillis(200);

    private final MeshSettings settings;
    private final PageReads verify;
    private final PageReads beforeWrite;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "mesh");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, Rejects> rejects = new HashMap<>();

    /** Starts nothing. */
    public ProxyCheck(MeshSettings settings) {
        this.settings = settings;
        // Late ones go on until their connection is closed under them: room for two rounds.
        int atOnce =
                Math.max(1, 2 * (settings.proxies().size() + settings.istiods().size()));
        Duration soon = settings.timeout().compareTo(BEFORE_WRITE) < 0 ? settings.timeout() : BEFORE_WRITE;
        this.verify = new PageReads("mesh", threads, atOnce, settings.timeout());
        this.beforeWrite = new PageReads("mesh before a write", threads, atOnce, soon);
    }

    /** The object is written next: remembers what istiods count now, as far as they say it at once. */
    public void beforeWrite(String object) {
        if (settings.istiods().isEmpty()) {
            return;
        }
        Rejects of = rejects(object);
        of.begin();
        Map<String, Page<Reply>> pages = istiods();
        ask(pages, beforeWrite).forEach((name, reply) -> {
            if (reply instanceof RejectCount count) {
                of.before(name.substring(1), count);
            }
        });
    }

    /** Whether proxies use the object's weights. Asks each once. */
    public Finding ask(String object, Wanted wanted) {
        Map<String, Page<Reply>> pages = istiods();
        settings.proxies()
                .forEach(proxy -> pages.put(
                        "p" + proxy.name(),
                        page(proxy.routes(), "application/json", MAX_DUMP, body -> ConfigDump.read(body, wanted))));
        Map<String, Reply> replies = ask(pages, verify);
        ProxyReplies round = new ProxyReplies();
        settings.proxies().forEach(p -> round.proxy(p.name(), (ProxyAnswer) replies.get("p" + p.name())));
        boolean carried = round.carried();
        Rejects refused = rejects(object);
        refused.round(carried);
        for (MeshSettings.Istiod istiod : settings.istiods()) {
            if (replies.get("i" + istiod.name()) instanceof RejectCount count) {
                round.counted(refused.since(istiod.name(), count));
            } else {
                round.notes.add(istiod.name() + " does not report rejected updates: "
                        + ((ProxyAnswer) replies.get("i" + istiod.name())).detail());
            }
        }
        if (round.refused && !carried && !settings.proxies().isEmpty()) {
            refused.shared();
        }
        return round.finding();
    }

    /** What the replies of one round come to. */
    private static final class ProxyReplies {
        private final List<String> against = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();
        private final Map<String, Double> sums = new TreeMap<>();
        private int asked;
        private int knowing;
        private boolean refused;

        boolean carried() {
            return asked > 0 && against.isEmpty();
        }

        void proxy(String name, ProxyAnswer answer) {
            asked++;
            if (answer.kind() != ProxyState.CARRIES) {
                against.add("proxy " + name + " " + answer.detail());
            }
            if (!answer.shares().isEmpty()) {
                knowing++;
                answer.shares().forEach((region, share) -> sums.merge(region, share, Double::sum));
            }
        }

        void counted(String text) {
            if (!text.isEmpty()) {
                against.add(text);
                refused = true;
            }
        }

        Finding finding() {
            Map<String, Double> mean = new TreeMap<>();
            sums.forEach((region, sum) -> mean.put(region, sum / knowing));
            List<String> parts = new ArrayList<>(against);
            if (against.isEmpty()) {
                parts.add(
                        asked == 0
                                ? "the object has it; no proxy was asked"
                                : "the object and " + asked + " of " + asked + " proxies carry it");
            }
            parts.addAll(notes);
            return new Finding(against.isEmpty(), String.join("; ", parts), mean);
        }
    }

    private Rejects rejects(String object) {
        return rejects.computeIfAbsent(object, name -> new Rejects());
    }

    private Map<String, Page<Reply>> istiods() {
        Map<String, Page<Reply>> pages = new LinkedHashMap<>();
        settings.istiods()
                .forEach(one -> pages.put(
                        "i" + one.name(),
                        page(one.metrics(), "text/plain;version=0.0.4", MAX_METRICS, RejectCount::read)));
        return pages;
    }

    private Page<Reply> page(URI url, String accept, int max, Page.Reader<Reply> reader) {
        return new Page<>(url, accept, settings.timeout(), max, reader);
    }

    private static Map<String, Reply> ask(Map<String, Page<Reply>> pages, PageReads reads) {
        Map<String, Future<Reply>> asked = new LinkedHashMap<>();
        pages.forEach((name, page) -> asked.put(name, reads.read(page, ProxyAnswer::silent)));
        Map<String, Reply> replies = new HashMap<>();
        asked.forEach((name, reply) -> replies.put(name, reply(reply)));
        return replies;
    }

    private static Reply reply(Future<Reply> reply) {
        try {
            return reply.get();
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            return ProxyAnswer.silent("was not asked: this instance ends");
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
