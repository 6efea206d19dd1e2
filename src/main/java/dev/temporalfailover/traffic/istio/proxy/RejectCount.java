package dev.temporalfailover.traffic.istio.proxy;

import dev.temporalfailover.outside.Line;
import dev.temporalfailover.outside.PrometheusText;
import dev.temporalfailover.outside.Sample;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How many route updates, of any object, proxies have rejected from one istiod process since it started.
 *
 * @param process identifies the process: behind one address there may be several
 * @param total of all proxies
 * @param byNode of each proxy, if reported
 */
record RejectCount(String process, double total, Map<String, Double> byNode) implements Reply {
    private static final String TOTAL = "pilot_total_xds_rejects";
    private static final String BY_NODE = "pilot_xds_rds_reject";
    private static final String STARTED = "process_start_time_seconds";
    private static final Set<String> WANTED = Set.of(TOTAL, BY_NODE, STARTED);
    private static final int MAX_NAME = 120;
    private static final int MAX_NODES = 1_000;

    RejectCount {
        byNode = Map.copyOf(byNode);
    }

    /** Reads istiod's metrics page. Counters that never counted are not on it. */
    static RejectCount read(InputStream body) throws IOException {
        Tally tally = new Tally();
        PrometheusText.read(body, tally::wants, tally::add);
        if (!tally.istiods) {
            throw new IOException("it is not a page of istiod");
        }
        return new RejectCount(tally.process, Math.max(tally.total, tally.all), tally.nodes);
    }

    /** What is gathered of a page until it ends. */
    private static final class Tally {
        private final Map<String, Double> nodes = new TreeMap<>();
        private boolean istiods;
        private String process = "";
        private double total;
        private double all;

        boolean wants(String name) {
            istiods |= name.startsWith("pilot_");
            return WANTED.contains(name);
        }

        void add(Sample s) {
            if (!s.counts()) {
                return;
            }
            switch (s.name()) {
                case STARTED -> process = process.isEmpty() ? String.valueOf(s.value()) : process;
                case TOTAL -> total += ofRoutes(s.label("type")) ? s.value() : 0;
                default -> {
                    all += s.value();
                    String node = Line.of(s.label("node"), MAX_NAME);
                    if (s.value() > 0 && (nodes.size() < MAX_NODES || nodes.containsKey(node))) {
                        nodes.merge(node, s.value(), Double::sum);
                    }
                }
            }
        }

        private static boolean ofRoutes(String type) {
            return type.equals("rds") || type.endsWith("RouteConfiguration");
        }
    }

    /** The proxies that count more here than before. */
    List<String> grown(RejectCount before) {
        return byNode.entrySet().stream()
                .filter(one -> !one.getKey().isEmpty())
                .filter(one -> one.getValue() > before.byNode.getOrDefault(one.getKey(), 0.0))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }
}
