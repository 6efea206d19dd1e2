package dev.temporalfailover.probe;

import dev.temporalfailover.outside.Line;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Follows the addresses of one name. An answer without addresses, or none, keeps the last known ones: they speak for
 * themselves, and our resolver may be what is broken. On the loop's thread only.
 */
final class Discovery {
    /** More addresses than this are reported, not probed. */
    static final int MAX_ADDRESSES = 256;

    private static final int MAX_PROBLEM = 200;
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration AFTER_PROBLEM = Duration.ofSeconds(2);

    private final Loop loop;
    private final AddressSource lookup;
    private final Endpoint endpoint;
    private final Runnable changed;
    private List<InetAddress> v4 = List.of();
    private List<InetAddress> v6 = List.of();
    private List<InetAddress> known = List.of();
    private String problem = "not resolved yet";
    private Future<?> next;
    private boolean asking;
    private boolean stopped;
    private boolean told;
    private Duration lastAsked;

    /** {@link Lookup#find}. */
    interface AddressSource {
        void find(String host, Duration timeout, Consumer<Lookup.FoundAddresses> done);
    }

    /** @param changed called after the first answer and whenever the addresses changed */
    Discovery(Loop loop, AddressSource lookup, Endpoint endpoint, Runnable changed) {
        this.loop = loop;
        this.lookup = lookup;
        this.endpoint = endpoint;
        this.changed = changed;
    }

    void start() {
        InetAddress literal = Lookup.literal(endpoint.host());
        if (literal != null) {
            known = List.of(literal);
            stopped = true;
            changed.run();
        } else {
            ask();
        }
    }

    void stop() {
        stopped = true;
        if (next != null) {
            next.cancel(false);
        }
    }

    /** Something failed: looks again soon, at most once a second. */
    void hurry() {
        if (!stopped && !asking && loop.watch().look().minus(lastAsked).compareTo(SHORTEST) >= 0) {
            next.cancel(false);
            ask();
        }
    }

    /** In a stable order, at most {@link #MAX_ADDRESSES}; empty only if none was ever known. */
    List<InetAddress> known() {
        return known;
    }

    /** Why there is nothing new; empty if all is well. */
    String problem() {
        return problem;
    }

    private void ask() {
        asking = true;
        lastAsked = loop.watch().look();
        try {
            lookup.find(endpoint.host(), endpoint.times().timeout(), this::found);
        } catch (RuntimeException failed) {
            // Only while it waits for an answer: what throws in taking one has asked for the next already.
            if (!asking) {
                throw failed;
            }
            String why = Line.of("DNS could not be asked: " + Line.root(failed), MAX_PROBLEM);
            found(new Lookup.FoundAddresses(null, null, null, why));
        }
    }

    private void found(Lookup.FoundAddresses found) {
        asking = false;
        if (stopped) {
            return;
        }
        next = loop.after(loop.jittered(pause(found)), this::ask);
        List<InetAddress> before = known;
        problem = found.problem();
        if (problem.isEmpty()) {
            v4 = found.v4() == null ? v4 : found.v4();
            v6 = found.v6() == null ? v6 : found.v6();
            known = bounded();
        }
        loop.listener().resolved(endpoint.region(), endpoint.host(), problem);
        if (!told || !known.equals(before)) {
            told = true;
            changed.run();
        }
    }

    private List<InetAddress> bounded() {
        List<InetAddress> all = new ArrayList<>(v4);
        all.addAll(v6);
        if (all.size() > MAX_ADDRESSES) {
            problem = all.size() + " addresses, the first " + MAX_ADDRESSES + " are probed";
            return List.copyOf(all.subList(0, MAX_ADDRESSES));
        }
        return List.copyOf(all);
    }

    private static Duration pause(Lookup.FoundAddresses found) {
        if (found.ttl() == null) {
            return AFTER_PROBLEM;
        }
        Duration ttl = found.ttl().compareTo(SHORTEST) < 0 ? SHORTEST : found.ttl();
        return ttl.compareTo(LONGEST) > 0 ? LONGEST : ttl;
    }
}
