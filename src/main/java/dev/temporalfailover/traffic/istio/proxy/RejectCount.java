package dev.temporalfailover.traffic.istio.proxy;

import dev.temporalfailover.outside.Line;
import dev.temporalfailover.outside.Page;
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
    private static final int MAX_NAME = 120;

    RejectCount {
        byNode = Map.copyOf(byNode);
    }

    /** Reads istiod's metrics page. Counters that never counted are not on it. */
    static RejectCount read(InputStream body) throws IOException {
        String page = Page.text(body);
        if (!page.contains("pilot_")) {
            throw new IOException("it is not a page of istiod");
        }
        String process = PrometheusText.parse(page, Set.of(STARTED)).stream()
                .map(s -> String.valueOf(s.value()))
                .findFirst()
                .orElse("");
        double total = 0;
        for (Sample s : PrometheusText.parse(page, Set.of(TOTAL))) {
            String type = s.label("type");
            if (s.value() > 0 && (type.equals("rds") || type.endsWith("RouteConfiguration"))) {
                total += s.value();
            }
        }
        Map<String, Double> nodes = new TreeMap<>();
        double all = 0;
        for (Sample s : PrometheusText.parse(page, Set.of(BY_NODE))) {
            if (s.value() > 0) {
                all += s.value();
                nodes.merge(Line.of(s.label("node"), MAX_NAME), s.value(), Double::sum);
            }
        }
        return new RejectCount(process, Math.max(total, all), nodes);
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
