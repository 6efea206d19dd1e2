package dev.temporalfailover.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MetricsPageTest {
    private static final Path PAGE = Path.of("docs/metrics.md");
    private static final Pattern NAME = Pattern.compile(Metrics.PREFIX + "[a-z0-9_]+");
    /** Labels of alerts for the runbook have our prefix too, and so may names of recording rules. */
    private static final Set<String> NO_METRICS =
            Set.of("temporal_failover_action", "temporal_failover_to", "temporal_failover_token");

    @Test
    void thePageIsGeneratedFromTheDeclarations() throws IOException {
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(PAGE, page());
        }
        assertEquals(page(), Files.readString(PAGE), "run: mvn test -Dtest=MetricsPageTest -Ddocs.write=true");
    }

    @Test
    void dashboardsAndAlertsNameDeclaredMetricsOnly() throws IOException {
        Set<String> declared = declared();
        for (String folder : new String[] {"dashboards", "alerts"}) {
            if (!Files.isDirectory(Path.of(folder))) {
                continue;
            }
            try (Stream<Path> files = Files.walk(Path.of(folder))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    assertTrue(
                            undeclared(Files.readString(file), declared).isEmpty(),
                            () -> file + " names " + undeclaredIn(file, declared));
                }
            }
        }
    }

    @Test
    void aNameThatIsNotDeclaredIsFound() {
        assertEquals(
                Set.of("temporal_failover_probe_seconds"),
                undeclared("rate(temporal_failover_probe_seconds[5m]) temporal_failover_leader", declared()));
    }

    @Test
    void namesAreUniqueAndFollowThePrometheusRules() {
        assertEquals(
                Metrics.values().length,
                Arrays.stream(Metrics.values())
                        .map(Metrics::exported)
                        .distinct()
                        .count());
        for (Metrics m : Metrics.values()) {
            assertTrue(m.exported().matches("temporal_failover_[a-z][a-z0-9_]*"), m.exported());
            assertEquals(m.type() == Metrics.MetricType.COUNTER, m.exported().endsWith("_total"), m.exported());
            assertTrue(m.type() != Metrics.MetricType.HISTOGRAM || m.exported().endsWith("_seconds"), m.exported());
        }
    }

    private static Set<String> declared() {
        Set<String> names = new TreeSet<>();
        for (Metrics m : Metrics.values()) {
            names.add(m.exported());
            if (m.type() == Metrics.MetricType.HISTOGRAM) {
                for (String part : new String[] {"_bucket", "_count", "_sum", "_max"}) {
                    names.add(m.exported() + part);
                }
            }
        }
        return names;
    }

    private static Set<String> undeclaredIn(Path file, Set<String> declared) {
        try {
            return undeclared(Files.readString(file), declared);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Set<String> undeclared(String text, Set<String> declared) {
        Set<String> found = new TreeSet<>();
        Matcher names = NAME.matcher(text);
        while (names.find()) {
            if (!declared.contains(names.group()) && !NO_METRICS.contains(names.group())) {
                found.add(names.group());
            }
        }
        return found;
    }

    private static String page() {
        StringBuilder out = new StringBuilder();
        out.append("# Metrics\n\n");
        out.append(
                "Generated from `Metrics.java` by `MetricsPageTest`; do not edit. Served at `/metrics` on port 9090, ");
        out.append("as Prometheus text or OpenMetrics by content negotiation, without exemplars.\n");
        out.append("Histograms have `_bucket`, `_count`, `_sum` and, as a gauge, `_max`. ");
        out.append("Labels are bounded: a target's address is never one. ");
        out.append("Each metric also has `home_region`: the region, or the witness, in which the instance runs.\n\n");
        out.append("| name | type | unit | labels | meaning |\n|---|---|---|---|---|\n");
        for (Metrics m : Metrics.values()) {
            String labels = m.labels().stream().map(l -> "`" + l + "`").collect(Collectors.joining(" "));
            out.append("| `")
                    .append(m.exported())
                    .append("` | ")
                    .append(m.type().name().toLowerCase(Locale.ROOT))
                    .append(" | ")
                    .append(m.unit())
                    .append(" | ")
                    .append(labels)
                    .append(" | ")
                    .append(m.help())
                    .append(" |\n");
        }
        return out.toString();
    }
}
