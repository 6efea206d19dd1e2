package dev.temporalfailover.traffic.istio.proxy;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What istiods counted before one object was written. Counts are only compared within one process: another replica behind the
 * same address, or one that restarted, begins anew. Not safe for several threads.
 */
final class Rejects {
    private static final int PROCESSES = 16;
    private static final int NAMED = 3;

    private final Map<String, Map<String, RejectCount>> before = new HashMap<>();

    /** The object is about to be written. What was known is forgotten. */
    void begin() {
        before.clear();
    }

    /** A count from before the write. */
    void before(String istiod, RejectCount count) {
        of(istiod).put(count.process(), count);
    }

    /** What was refused since, for a person; empty if nothing was, or this process is seen for the first time. */
    String since(String istiod, RejectCount now) {
        RejectCount then = of(istiod).get(now.process());
        if (then == null || now.total() < then.total()) {
            of(istiod).put(now.process(), now);
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

    private Map<String, RejectCount> of(String istiod) {
        return before.computeIfAbsent(istiod, name -> new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, RejectCount> eldest) {
                return size() > PROCESSES;
            }
        });
    }
}
