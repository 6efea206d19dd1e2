package dev.temporalfailover.real.shipped;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.temporalfailover.real.stand.Place;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing but names, addresses, places of files and the image is replaced, and every other difference is refused. */
class ReplacementsTest {
    private static final Path DIRECTORY = Path.of("/stand");
    private static final URI ROUTE53 = URI.create("http://10.3.0.1:4000");

    @Test
    void whatTheStandReplacesInTheConfigurationHasAReason() throws IOException {
        assertEquals(
                List.of(
                        "access.alerts_token_file",
                        "access.operator_token_file",
                        "coordination.tls.ca_file",
                        "coordination.tls.certificate_file",
                        "coordination.tls.key_file",
                        "dns_failover.failover_policies[0].dns.endpoint"),
                replaced(configuration("base"), Place.EAST));
        assertEquals(
                List.of("coordination.tls.ca_file", "coordination.tls.certificate_file", "coordination.tls.key_file"),
                replaced(configuration("witness"), Place.WITNESS));
    }

    @Test
    void adoptingIsNoDifferenceThatMayStay() throws IOException {
        JsonNode shipped = configuration("base");
        JsonNode run = Configured.adopting(Configured.of(shipped, DIRECTORY, Place.EAST, ROUTE53));
        assertThrows(IllegalStateException.class, () -> Replacements.explained("config us-east-1", shipped, run));
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "witness"})
    void everyOtherKeyOfTheConfigurationMustStayAsItShips(String directory) throws IOException {
        JsonNode shipped = configuration(directory);
        int refused = refused("config " + directory, shipped);
        assertTrue(refused > 50, refused + " keys");
    }

    @Test
    void everyKeyOfTheExampleObjectsMustStayAsItShipsButTheGatewaysAddress() throws IOException {
        for (Place region : Place.REGIONS) {
            for (JsonNode object : Rendered.examples(region.name()).objects()) {
                refused(Rendered.called(object), object);
            }
        }
    }

    @Test
    void whatIsAddedToAListOrTakenOutIsADifference() throws IOException {
        JsonNode shipped = configuration("base");
        for (Consumer<ObjectNode> change : List.<Consumer<ObjectNode>>of(
                run -> ((ArrayNode) run.at("/network_monitoring/alerts")).remove(1),
                run -> ((ArrayNode) run.at("/network_monitoring/alerts"))
                        .addObject()
                        .put("name", "other"),
                run -> ((ObjectNode) run.at("/probing")).put("deadline", "1s"),
                run -> run.remove("probing"),
                run -> run.putObject("mesh"),
                run -> ((ObjectNode) run.at("/regions/0/temporal_endpoints/frontend/paths/2")).remove("tls"))) {
            ObjectNode run = shipped.deepCopy();
            change.accept(run);
            assertThrows(IllegalStateException.class, () -> Replacements.explained("config us-east-1", shipped, run));
        }
    }

    @Test
    void anotherFlagOfTheJvmIsADifferenceAndAnAddedTrustStoreIsNot() throws IOException {
        JsonNode shipped = Rendered.YAML.readTree("{JAVA_TOOL_OPTIONS: [-Xmx64m, -Xmn8m], AWS_REGION: us-east-1}");
        JsonNode other = Rendered.YAML.readTree("{JAVA_TOOL_OPTIONS: [-Xmx96m, -Xmn8m], AWS_REGION: us-east-1}");
        JsonNode store = Rendered.YAML.readTree(
                "{JAVA_TOOL_OPTIONS: [-Xmx64m, -Xmn8m, -Djavax.net.ssl.trustStore=/stand/ca.jks], AWS_REGION: us-east-1}");
        assertThrows(IllegalStateException.class, () -> Replacements.explained("environment a", shipped, other));
        assertEquals(1, Replacements.explained("environment a", shipped, store).size());
    }

    private static List<String> replaced(JsonNode shipped, Place place) {
        JsonNode run = Configured.of(shipped, DIRECTORY, place, ROUTE53);
        String thing = "config " + place.name();
        return Replacements.explained(thing, shipped, run).stream()
                .map(line -> line.substring(thing.length() + 1, line.indexOf(": ")))
                .toList();
    }

    /** Changes each leaf that may not differ and expects a refusal; how many there were. */
    private static int refused(String thing, JsonNode shipped) {
        int refused = 0;
        List<String> accepted = new ArrayList<>();
        for (String key : Replacements.flat(shipped).keySet()) {
            JsonNode run = shipped.deepCopy();
            change(run, key);
            try {
                accepted.addAll(Replacements.explained(thing, shipped, run));
            } catch (IllegalStateException expected) {
                refused++;
            }
        }
        assertTrue(accepted.stream().allMatch(line -> line.matches(".*(_file|endpoint): .*")), "accepted: " + accepted);
        return refused;
    }

    private static void change(JsonNode tree, String key) {
        String pointer =
                "/" + key.replace("[", ".").replace("]", "").replace("/", "~1").replace(".", "/");
        JsonNode leaf = tree.at(pointer);
        if (leaf.isMissingNode()) {
            // A label's name has points of its own.
            ((ObjectNode) tree).put("changed", true);
            return;
        }
        JsonNode parent = tree.at(pointer.substring(0, pointer.lastIndexOf('/')));
        String last = pointer.substring(pointer.lastIndexOf('/') + 1);
        if (parent.isArray()) {
            ((ArrayNode) parent).set(Integer.parseInt(last), leaf.asText() + "-changed");
        } else {
            ((ObjectNode) parent).put(last, leaf.asText() + "-changed");
        }
    }

    private static JsonNode configuration(String directory) throws IOException {
        return Rendered.YAML.readTree(Files.readString(Path.of("deploy", directory, "config.yaml")));
    }
}
