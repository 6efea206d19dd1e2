package dev.temporalfailover.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** {@code deploy/witness/config.yaml}: what a witness sees and that it moves nothing. */
class ShippedWitnessTest {
    private static final Path FILE = Path.of("deploy/witness/config.yaml");
    private final Config config = ConfigLoader.load(FILE, Map.of("HOSTNAME", "pod-w"), path -> true);
    private final Config region = Shipped.load(Shipped.text());

    @Test
    void itIsAWitnessThatMovesNothing() {
        assertEquals(Optional.of("witness"), config.witness());
        assertEquals(Optional.empty(), config.leadership().lease());
        for (Config.Policy policy : config.policies()) {
            assertEquals(Optional.empty(), policy.dns());
            assertTrue(policy.routes().isEmpty());
        }
    }

    @Test
    void itJudgesByTheRulesOfTheRegions() {
        assertEquals(region.policies().size(), config.policies().size());
        for (int i = 0; i < config.policies().size(); i++) {
            Config.Policy theirs = region.policies().get(i);
            Config.Policy ours = config.policies().get(i);
            assertEquals(theirs.policy().name(), ours.policy().name());
            assertEquals(theirs.policy().regions(), ours.policy().regions());
            assertEquals(theirs.required(), ours.required());
            assertEquals(theirs.thresholds().failAfter(), ours.thresholds().failAfter());
        }
    }

    @Test
    void itSeesEachRegionByTheTwoPathsThatTheOtherRegionHas() {
        assertEquals(2, config.regions().size());
        config.regions()
                .forEach(r -> assertEquals(2, r.endpoints().size(), () -> r.name() + " is seen by " + r.endpoints()));
    }
}
