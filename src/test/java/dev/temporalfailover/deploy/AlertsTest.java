package dev.temporalfailover.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The alert rules as text; that they fire when they should is for {@code promtool test rules alerts/tests/*.yml}. */
class AlertsTest {
    private final JsonNode file = Manifests.yaml("alerts/temporal-failover.rules.yml");

    @Test
    void theOperatorsObjectAndTheChartCarryTheSameGroups() {
        assertEquals(
                file.path("groups"),
                Manifests.yaml("alerts/prometheusrule.yaml").at("/spec/groups"));
        assertEquals(
                Manifests.text("alerts/temporal-failover.rules.yml"),
                Manifests.text("deploy/chart/files/temporal-failover.rules.yml"));
    }

    @Test
    void everyRuleUsesDeclaredMetricsAndLabels() {
        List<String> wrong = new ArrayList<>();
        rules().forEach(rule -> MetricNames.undeclared(
                        MetricNames.asked(rule.path("expr").asText()))
                .forEach(w -> wrong.add(rule.path("alert").asText() + ": " + w)));
        assertEquals(List.of(), wrong);
    }

    @Test
    void everyRuleAsksOnlyForValuesThatTheServiceWrites() {
        List<String> wrong = new ArrayList<>();
        rules().forEach(rule -> LabelValues.impossible(
                        MetricNames.asked(rule.path("expr").asText()))
                .forEach(w -> wrong.add(rule.path("alert").asText() + ": " + w)));
        assertEquals(List.of(), wrong);
    }

    @Test
    void aValueThatNobodyWritesIsFound() {
        String rate = "rate(temporal_failover_exchange_messages_total{result!=\"ok\"}[1m])";
        assertEquals(1, LabelValues.impossible(rate).size());
        assertEquals(List.of(), LabelValues.impossible(rate.replace("ok", "accepted")));
        assertEquals(
                2,
                LabelValues.impossible("temporal_failover_probes_total{result=~\"lost|deadline\",check!=\"ping\"}")
                        .size());
    }

    /** Addresses of pods repeat from cluster to cluster, and one Prometheus may have several. */
    @Test
    void whatIsSeenByAnInstanceIsJoinedWithinItsPlace() {
        rules().forEach(rule -> assertFalse(
                rule.path("expr").asText().contains("on (instance"),
                rule.path("alert").asText()));
    }

    @Test
    void everyAlertHasASectionOfTheRunbookAndEverySectionAnAlert() {
        String page = Manifests.text("docs/runbook.md");
        List<String> sections = Pattern.compile("(?m)^## (\\w+)$")
                .matcher(page)
                .results()
                .map(m -> m.group(1))
                .toList();
        List<String> names = new ArrayList<>();
        for (JsonNode rule : rules()) {
            String name = rule.path("alert").asText();
            names.add(name);
            String url = rule.at("/annotations/runbook_url").asText();
            assertTrue(url.startsWith("https://"), name);
            assertTrue(url.endsWith("/docs/runbook.md#" + name.toLowerCase(Locale.ROOT)), name + ": " + url);
            String section = page.substring(page.indexOf("## " + name + "\n"));
            int end = section.indexOf("\n## ");
            String own = end < 0 ? section : section.substring(0, end);
            for (String part : List.of("**Means**", "**Check**", "**act**")) {
                assertTrue(
                        own.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT)), name + " lacks " + part);
            }
        }
        assertEquals(
                names.stream().sorted().toList(), sections.stream().sorted().toList());
    }

    @Test
    void anUndeclaredNameIsFound() {
        assertEquals(
                List.of(
                        "temporal_failover_leader has no label region",
                        "grouped by zone, which no metric of the query has"),
                MetricNames.undeclared("sum by (zone) (temporal_failover_leader{region=\"a\"})"));
        assertFalse(MetricNames.undeclared("up").isEmpty());
    }

    @Test
    void everyRuleHasASeverityASummaryAndADescription() {
        for (JsonNode rule : rules()) {
            String name = rule.path("alert").asText();
            assertTrue(
                    Set.of("warning", "critical")
                            .contains(rule.at("/labels/severity").asText()),
                    name);
            assertFalse(rule.at("/annotations/summary").asText().isBlank(), name);
            assertFalse(rule.at("/annotations/description").asText().isBlank(), name);
        }
    }

    @Test
    void theNetworkDocumentsThresholdsAreKept() {
        Map<String, String> limits = new HashMap<>();
        rules().forEach(rule -> {
            String expr = rule.path("expr").asText();
            limits.put(
                    rule.path("alert").asText(),
                    expr.substring(Math.max(0, expr.lastIndexOf('>'))) + " for "
                            + rule.path("for").asText());
        });
        assertEquals("> 0.1 for 5m", limits.get("HighNetworkLatency"));
        assertEquals("> 0.01 for 2m", limits.get("NetworkPacketLoss"));
        assertEquals("> 0.9 for 1m", limits.get("ConnectionPoolExhaustion"));
        assertEquals("> 10000 for 5m", limits.get("HighConnectionCount"));
    }

    @Test
    void shippedAlertsLookAgainAndMoveNothing() {
        Set<String> actions = new TreeSet<>();
        rules().forEach(rule ->
                actions.add(rule.at("/labels/temporal_failover_action").asText("")));
        assertEquals(new TreeSet<>(Set.of("", "probe")), actions);
    }

    @Test
    void everyRuleHasATestInWhichItFiresAndOneInWhichItDoesNot() {
        Set<String> fires = new TreeSet<>();
        Set<String> quiet = new TreeSet<>();
        for (Path tests : Manifests.files("alerts/tests", ".yml")) {
            for (JsonNode test : Manifests.yaml(tests.toString()).path("tests")) {
                for (JsonNode one : test.path("alert_rule_test")) {
                    (one.path("exp_alerts").isEmpty() ? quiet : fires)
                            .add(one.path("alertname").asText());
                }
            }
        }
        Set<String> names = new TreeSet<>();
        rules().forEach(rule -> names.add(rule.path("alert").asText()));
        assertEquals(names, fires);
        assertEquals(names, quiet);
    }

    @Test
    void alertmanagerSendsItsTokenToNobodyElse() {
        JsonNode config = Manifests.yaml("alerts/alertmanager.yml");
        JsonNode webhook = config.at("/receivers/0/webhook_configs/0");
        assertTrue(webhook.path("url").asText().endsWith(":8080/api/v1/alerts"));
        assertTrue(webhook.path("send_resolved").asBoolean());
        assertEquals(false, webhook.at("/http_config/follow_redirects").asBoolean(true));
        assertFalse(webhook.at("/http_config/authorization/credentials_file")
                .asText()
                .isBlank());
        assertTrue(webhook.at("/http_config/authorization/credentials").isMissingNode());
    }

    /** What is recorded is asked by an alert, so that nothing is recorded for nobody. */
    @Test
    void everyRecordedSeriesIsUsed() {
        List<JsonNode> recorded = new ArrayList<>();
        file.path("groups").forEach(group -> group.path("rules").forEach(recorded::add));
        recorded.removeIf(rule -> !rule.has("record"));
        assertEquals(10, recorded.size());
        String all = file.findValuesAsText("expr").toString();
        recorded.forEach(rule -> assertTrue(
                Pattern.compile(Pattern.quote(rule.path("record").asText()) + "(?![\\w:])")
                        .matcher(all)
                        .find(),
                rule.path("record").asText()));
    }

    /** The alerts. */
    private List<JsonNode> rules() {
        List<JsonNode> rules = new ArrayList<>();
        file.path("groups").forEach(group -> group.path("rules").forEach(rules::add));
        rules.removeIf(rule -> rule.has("record"));
        assertFalse(rules.isEmpty());
        return rules;
    }
}
