package dev.temporalfailover.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The board shows what is exported, from whatever data source its reader chooses. */
class DashboardTest {
    private JsonNode board;

    @BeforeEach
    void read() throws JsonProcessingException {
        board = new ObjectMapper().readTree(Manifests.text("dashboards/temporal-failover.json"));
    }

    @Test
    void everyQueryNamesDeclaredMetricsAndLabels() {
        List<String> wrong = new ArrayList<>();
        List<String> queries = board.findValuesAsText("expr");
        assertTrue(queries.size() > 20);
        queries.forEach(
                query -> MetricNames.undeclared(MetricNames.asked(query)).forEach(w -> wrong.add(w + " in " + query)));
        assertEquals(List.of(), wrong);
    }

    @Test
    void everyQueryAsksOnlyForValuesThatTheServiceWrites() {
        assertEquals(
                List.of(),
                board.findValuesAsText("expr").stream()
                        .flatMap(query -> LabelValues.impossible(MetricNames.asked(query)).stream())
                        .toList());
    }

    @Test
    void whatIsSeenByAnInstanceIsJoinedWithinItsPlace() {
        for (String query : board.findValuesAsText("expr")) {
            assertFalse(query.contains("on (instance"), "addresses of pods repeat from cluster to cluster: " + query);
        }
    }

    @Test
    void noDataSourceIsWired() {
        for (JsonNode source : board.findValues("datasource")) {
            assertEquals("${datasource}", source.path("uid").asText());
        }
        List<String> names = new ArrayList<>();
        board.at("/templating/list")
                .forEach(variable -> names.add(variable.path("name").asText()));
        assertEquals(List.of("datasource", "policy", "region", "home", "service", "page"), names);
    }

    /** The reader has a panel before an answer. */
    @Test
    void itLeadsToThePageAndEachLinkToTheDocumentsToASectionThatIsThere() {
        List<String> links = board.findValuesAsText("url");
        assertTrue(links.contains("${page}"));
        assertTrue(links.size() > 20, links.toString());
        String runbook = Manifests.text("docs/runbook.md").toLowerCase(Locale.ROOT);
        for (String link : links) {
            if (link.contains("/docs/")) {
                String[] parts = link.substring(link.indexOf("docs/")).split("#");
                assertTrue(Files.exists(Path.of(parts[0])), link);
                assertTrue(parts.length == 1 || runbook.contains("## " + parts[1] + "\n"), link);
            }
        }
    }

    @Test
    void movesHoldsTakeoversAndDeadRegionsAreMarkedInEachPanel() {
        List<String> marks = new ArrayList<>();
        board.at("/annotations/list")
                .forEach(mark -> marks.add(mark.path("name").asText()));
        assertEquals(List.of("Traffic moved", "Region DOWN", "Hold", "Takeover"), marks);
    }

    /** A name that a query does not use is a choice without an effect. */
    @Test
    void everyVariableIsUsedAndEveryUsedOneIsThere() {
        Set<String> there = new HashSet<>();
        board.at("/templating/list")
                .forEach(variable -> there.add(variable.path("name").asText()));
        Set<String> used = Pattern.compile("\\$\\{?(?!__)([a-z]+)")
                .matcher(Manifests.text("dashboards/temporal-failover.json"))
                .results()
                .map(m -> m.group(1))
                .collect(Collectors.toSet());
        assertEquals(there, used);
    }

    @Test
    void panelsHaveTitlesAndUniqueNumbersAndDoNotOverlap() {
        Set<Integer> ids = new HashSet<>();
        Set<String> cells = new HashSet<>();
        for (JsonNode panel : board.path("panels")) {
            assertFalse(panel.path("title").asText().isBlank());
            assertTrue(ids.add(panel.path("id").asInt()));
            JsonNode at = panel.path("gridPos");
            assertTrue(at.path("x").asInt() + at.path("w").asInt() <= 24);
            for (int x = 0; x < at.path("w").asInt(); x++) {
                for (int y = 0; y < at.path("h").asInt(); y++) {
                    String cell =
                            (at.path("x").asInt() + x) + "," + (at.path("y").asInt() + y);
                    assertTrue(cells.add(cell), panel.path("title").asText() + " overlaps at " + cell);
                }
            }
        }
    }
}
