package dev.temporalfailover.traffic.istio.proxy;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What istiods counted before one object was written. Counts are only compared within one process: another replica
 * behind the same address, or one that restarted, starts from zero. Not safe for several threads.
 */
final class Rejects {
    private static final int PROCESSES = 16;
    private static final int NAMED = 3;

    /** Our own proxies lag behind istiod for a moment after every write: it takes more to call a refusal theirs. */
    private static final int SHARED_ROUNDS = 3;

    private final Map<String, Map<String, RejectCount>> before = new HashMap<>();
    private final Map<String, Map<String, RejectCount>> latest = new HashMap<>();
    private int shared;

    /** The object is about to be written. What was known is forgotten. */
    void begin() {
        before.clear();
        latest.clear();
        shared = 0;
    }

    /** A count from before the write. */
    void before(String istiod, RejectCount count) {
        of(before, istiod).put(count.process(), count);
    }

    /**
     * Before this round's counts are compared: whether the proxies that were asked use the object. A count never falls,
     * so only they can show that the rejected update has been repaired: if they did not use the object while it was
     * rejected, and do now, the count until the previous round is over. A rejection that they never shared remains.
     */
    void round(boolean carried) {
        if (carried && shared >= SHARED_ROUNDS) {
            latest.forEach((istiod, counts) -> of(before, istiod).putAll(counts));
        }
        shared = carried ? 0 : shared;
    }

    /** After the counts were compared: something was refused, and the proxies that were asked do not carry the object. */
    void shared() {
        shared++;
    }

    /** What was refused since, for a person; empty if nothing was, or this process is seen for the first time. */
    String since(String istiod, RejectCount now) {
        RejectCount then = of(before, istiod).get(now.process());
        of(latest, istiod).put(now.process(), now);
        if (then == null || now.total() < then.total()) {
            of(before, istiod).put(now.process(), now);
            return "";
        }
        long more = Math.round(now.total() - then.total());
        if (more < 1) {
            return "";
        }
        List<String> nodes = now.grown(then);
        String who = nodes.isEmpty()
                ? "some proxy"
                : String.join(", ", nodes.subList(0, Math.min(NAMED, nodes.size())))
                        + (nodes.size() > NAMED ? " and others" : "");
        return istiod + " counts " + more + " rejected route update" + (more == 1 ? "" : "s") + " since the write: "
                + who;
    }

    private static Map<String, RejectCount> of(Map<String, Map<String, RejectCount>> counts, String istiod) {
        return counts.computeIfAbsent(istiod, name -> new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, RejectCount> eldest) {
                return size() > PROCESSES;
            }
        });
    }
}
