package dev.temporalfailover.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.traffic.workers.WorkerDeployment;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestartedWorkersTest {
    private static final String SETTING = "dns_failover.failover_policies[0].namespaces.restart_workers";
    private static final String FILE = """
            region: a
            instance: one
            regions:
              - {name: a, temporal_endpoints: {frontend: {fqdn: 10.0.0.1}}}
              - {name: b, temporal_endpoints: {frontend: {fqdn: 10.0.0.2}}}
              - {name: c, temporal_endpoints: {frontend: {fqdn: 10.0.0.3}}}
            dns_failover:
              failover_policies:
                - {name: pair, primary: {region: b}, secondary: {region: a}, namespaces: {mode: MODE, restart_workers: WORKERS}}
            """;

    private static String with(String mode, String workers) {
        return FILE.replace("MODE", mode).replace("WORKERS", workers);
    }

    private static List<WorkerDeployment> read(String file, String region) {
        return Shipped.load(file, Map.of("TEMPORAL_FAILOVER_REGION", region), path -> true)
                .policies()
                .get(0)
                .workers();
    }

    @Test
    void theyAreReadInTheRegionsOfThePolicyAndAreNoneByDefault() {
        String file = with("move", "[shop/pay, shop/v2.orders]");
        List<WorkerDeployment> both =
                List.of(new WorkerDeployment("shop", "pay"), new WorkerDeployment("shop", "v2.orders"));
        assertEquals(both, read(file, "a"));
        assertEquals(both, read(file, "b"));
        assertEquals(List.of(), read(file, "c"), "it is in no policy");
        assertEquals(List.of(), read(file.replace(", restart_workers: [shop/pay, shop/v2.orders]", ""), "a"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "pay; a Deployment as namespace/name",
                "shop/pay/x; a Deployment as namespace/name",
                "Shop/pay; a Deployment as namespace/name",
                "shop/; a Deployment as namespace/name",
                "shop/*; a Deployment as namespace/name",
            })
    void aNameThatIsNoDeploymentIsRefused(String written, String says) {
        assertError(Shipped.errors(with("move", "['" + written + "']")), SETTING, says);
    }

    @Test
    void whatStandsTwiceOrIsTooMuchOrWouldNeverBeDoneIsRefused() {
        assertError(Shipped.errors(with("move", "[shop/pay, shop/pay]")), SETTING + "[1]", "is in the list twice");
        String many = IntStream.range(0, 21).mapToObj(i -> "shop/w" + i).collect(Collectors.joining(", ", "[", "]"));
        assertError(Shipped.errors(with("move", many)), SETTING, "has 21 Deployments; at most 20 are restarted");
        assertError(Shipped.errors(with("watch", "[shop/pay]")), SETTING, "stands without mode move");
        assertError(Shipped.errors(with("'off'", "[shop/pay]")), SETTING, "stands without mode move");
    }

    @Test
    void twoPoliciesDoNotRestartTheSame() {
        String file = with("move", "[shop/pay]")
                + "    - {name: other, primary: {region: c}, secondary: {region: a}, namespaces: {mode: move, restart_workers: [shop/pay]}}\n";
        assertError(
                Shipped.errors(file),
                "dns_failover.failover_policies[1].namespaces.restart_workers",
                "Deployment shop/pay is restarted by dns_failover.failover_policies[0].namespaces already");
    }

    private static void assertError(List<String> errors, String setting, String says) {
        assertTrue(
                errors.stream().anyMatch(error -> error.startsWith(setting) && error.contains(says)),
                errors.toString());
    }
}
