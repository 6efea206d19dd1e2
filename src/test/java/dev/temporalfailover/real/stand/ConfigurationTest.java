package dev.temporalfailover.real.stand;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.temporalfailover.testkit.service.AsShipped;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigurationTest {

    @Test
    void whatTheDrillsOfTwoRegionsSetOtherwiseThanItShipsHasAReason() {
        for (Place place : Place.ALL) {
            for (int i = 0; i < place.instances(); i++) {
                String yaml = new Configuration(
                                place, i, "Z1", URI.create("http://10.3.0.1:8"), Path.of("/tmp/configuration"))
                        .yaml();
                assertEquals(List.of(), AsShipped.unexplained(yaml, Configuration.REASONS), place.instance(i));
            }
        }
    }
}
