package dev.temporalfailover.testkit.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceConfigTest {

    @Test
    void theConfigurationIsYamlWithBothRegionsWhateverThePath() throws Exception {
        Path directory = Path.of("/tmp/it's here: #1");
        JsonNode config = tree(ServiceConfig.quick("us-west-2")
                .region("us-east-1", Map.of("private", "127.0.0.1:1"))
                .region("us-west-2", "{fqdn: 127.0.0.1, port: 2}")
                .roles()
                .dns("Z1", URI.create("http://127.0.0.1:8"), directory.resolve("credentials"), "127.0.0.1:9")
                .route("VirtualService", "ns", "name", "a.example.com", "b.example.com")
                .inRegion("us-west-2"));
        assertEquals("us-west-2", config.path("region").asText());
        assertEquals(
                "private",
                config.at("/regions/0/temporal_endpoints/frontend/paths/0/name").asText());
        assertEquals("primary", config.at("/regions/0/role").asText());
        assertEquals("secondary", config.at("/regions/1/role").asText());
        JsonNode policy = config.at("/dns_failover/failover_policies/0");
        assertEquals("us-east-1", policy.at("/primary/region").asText());
        assertEquals(
                "/tmp/it's here: #1/credentials",
                policy.at("/dns/credentials_file").asText());
        assertEquals(
                "b.example.com",
                policy.at("/routes/0/destinations/us-west-2/host").asText());
        assertEquals("us-west-2", policy.at("/routes/0/in_region").asText());
    }

    @Test
    void otherPlacesAreListedByKind() throws Exception {
        Path file = Path.of("/tmp/file");
        JsonNode config = tree(ServiceConfig.quick("us-west-2")
                .exchange("127.0.0.1:10", "127.0.0.1:10", new ServiceConfig.TlsFiles(file, file, file), "127.0.0.1:53")
                .peer("us-east-1", List.of("127.0.0.1:5", "127.0.0.1:6"))
                .witness("witness", List.of("127.0.0.1:7")));
        assertEquals("127.0.0.1:10", config.at("/coordination/listen").asText());
        assertEquals(1, config.at("/coordination/peers").size());
        assertEquals(
                "127.0.0.1:6", config.at("/coordination/peers/0/endpoints/1").asText());
        assertEquals(
                "127.0.0.1:7",
                config.at("/coordination/witnesses/0/endpoints/0").asText());
    }

    @Test
    void whatIsAddedLaterWinsAndLeavesItsNeighbours() throws Exception {
        JsonNode config = tree(ServiceConfig.quick("us-west-2")
                .with("leadership: {lease_duration: 4s}")
                .policy("quiet_period: 0s"));
        assertEquals("4s", config.at("/leadership/lease_duration").asText());
        assertEquals("500ms", config.at("/leadership/retry_period").asText());
        assertEquals(
                "0s",
                config.at("/dns_failover/failover_policies/0/quiet_period").asText());
        assertEquals(
                "1h", config.at("/dns_failover/failover_policies/0/hold_down").asText());
    }

    @Test
    void aWitnessHasNoLease() throws Exception {
        JsonNode config = tree(ServiceConfig.quickWitness("witness"));
        assertEquals("witness", config.path("witness").asText());
        assertEquals(
                true,
                config.path("leadership").isMissingNode()
                        && config.path("region").isMissingNode());
    }

    private static JsonNode tree(ServiceConfig config) throws Exception {
        return new ObjectMapper(new YAMLFactory()).readTree(config.yaml());
    }
}
