package dev.temporalfailover.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
        queries.forEach(query -> MetricNames.undeclared(query).forEach(w -> wrong.add(w + " in " + query)));
        assertEquals(List.of(), wrong);
    }

    @Test
    void noDataSourceIsWired() {
        for (JsonNode source : board.findValues("datasource")) {
            assertEquals("${datasource}", source.path("uid").asText());
        }
        List<String> names = new ArrayList<>();
        board.at("/templating/list")
                .forEach(variable -> names.add(variable.path("name").asText()));
        assertEquals(List.of("datasource", "policy", "region"), names);
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
