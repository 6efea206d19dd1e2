package dev.temporalfailover.api;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** The HTTP side alone: without the loop and its wiring, on a service in memory. */
public class ApiProfile implements QuarkusTestProfile {
    static final String OPERATOR = "operator-token-of-the-test";
    static final String ALERTS = "alerts-token-of-the-test";

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("quarkus.arc.exclude-types", "dev.temporalfailover.app.**");
    }
}
