package dev.temporalfailover.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.config.settings.ConfigException;
import dev.temporalfailover.config.settings.Problems;
import dev.temporalfailover.failover.verdict.Check;
import dev.temporalfailover.failover.verdict.Service;
import dev.temporalfailover.outside.Tls;
import dev.temporalfailover.probe.Endpoint;
import dev.temporalfailover.traffic.istio.proxy.MeshSettings;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
    private static final String THREE = """
            region: a
            instance: one
            regions:
              - name: a
                temporal_endpoints: {frontend: {fqdn: 10.0.0.1}}
              - name: b
                temporal_endpoints: {frontend: {fqdn: "[2001:db8::5]", token_file: /t, tls: {}}}
              - name: c
                temporal_endpoints:
                  frontend: {fqdn: frontend.c.example.com, port: 17233, health_check: /grpc.health.v1.Health/Check}
                  web_ui: {fqdn: ui.c.example.com, port: 443, protocol: https, health_check: /healthz}
                  matching: {fqdn: m.c.example.com, checks: [cold_connect], from: same_region}
            network_monitoring:
              pool_sources:
                - {region: a, source: temporal, url: "http://127.0.0.1:9090/metrics"}
                - {region: b, source: temporal, url: "http://127.0.0.1:9090/metrics"}
            dns_failover:
              failover_policies:
                - name: api
                  regions: [{region: b, weight: 7}, {region: c}, {region: a}]
                  required_services: [frontend, history]
                - name: other
                  primary: {region: a}
                  secondary: {region: c}
                  routes:
                    - {kind: GRPCRoute, namespace: t, selector: "app=temporal", destinations: {a: {host: a}, c: {host: c}}}
            """;

    @TempDir
    Path folder;

    @Test
    void readsThreeRegionsInOrderOfPreference() {
        Config config = Shipped.load(THREE, Map.of(), path -> true);
        assertEquals("one", config.instance());
        assertEquals(
                List.of("primary", "secondary", "secondary"),
                config.regions().stream().map(Config.Region::role).toList());
        Config.Policy api = config.policies().get(0);
        assertEquals(List.of("b", "c", "a"), api.policy().regions());
        assertEquals(Map.of("b", 0, "c", 7, "a", 0), api.policy().weightsFor("c"));
        assertEquals(Set.of(Service.FRONTEND, Service.HISTORY), api.required());
        assertEquals(100, config.policies().get(1).policy().weight());
        assertEquals(1, config.pools().size());
        assertEquals("a", config.pools().get(0).region());
    }

    @Test
    void asksNobodyAboutRoutesUnlessItIsWritten() {
        Config silent = Shipped.load(THREE, Map.of(), path -> true);
        assertEquals(MeshSettings.NONE, silent.mesh());
        assertEquals(Duration.ofSeconds(10), silent.loop().effectiveWithin());
        String mesh = """
                mesh:
                  proxies: [{name: sidecar, admin: "http://127.0.0.1:15000"}]
                  istiod: [{name: istiod, metrics: "http://istiod.istio-system.svc:15014/metrics"}]
                  timeout: 300ms
                  effective_within: 5s
                """;
        Config asking = Shipped.load(THREE + mesh, Map.of(), path -> true);
        assertEquals(
                new MeshSettings(
                        List.of(new MeshSettings.Proxy("sidecar", URI.create("http://127.0.0.1:15000"))),
                        List.of(new MeshSettings.Istiod(
                                "istiod", URI.create("http://istiod.istio-system.svc:15014/metrics"))),
                        Duration.ofMillis(300)),
                asking.mesh());
        assertEquals(Duration.ofSeconds(5), asking.loop().effectiveWithin());
    }

    @Test
    void takesAddressesAsHosts() {
        Config config = Shipped.load(THREE, Map.of(), path -> true);
        Endpoint b = config.regions().get(1).endpoints().get(0);
        assertEquals("10.0.0.1", config.regions().get(0).endpoints().get(0).host());
        assertEquals("2001:db8::5", b.host());
        assertEquals(7233, b.port());
        assertEquals(Optional.of(Tls.PLATFORM), b.tls());
        assertEquals(Optional.of(Path.of("/t")), b.tokenFile());
        List<Endpoint> c = config.regions().get(2).endpoints();
        assertEquals(Set.of(Check.GRPC_HEALTH, Check.COLD_CONNECT), c.get(0).checks());
        assertEquals(Optional.of(Tls.PLATFORM), c.get(1).tls());
        assertEquals(2, c.size());
    }

    @Test
    void environmentWinsOverTheFile() {
        Map<String, String> env =
                Map.of("TEMPORAL_FAILOVER_REGION", "c", "TEMPORAL_FAILOVER_INSTANCE", "two", "HOSTNAME", "three");
        Config config = Shipped.load(THREE, env, path -> true);
        assertEquals("c", config.region());
        assertEquals("two", config.instance());
        assertEquals(3, config.regions().get(2).endpoints().size());
    }

    @Test
    void environmentIsCheckedLikeTheFile() {
        Map<String, String> env = Map.of(
                "TEMPORAL_FAILOVER_REGION",
                "us-east-2",
                "TEMPORAL_FAILOVER_INSTANCE",
                "a b",
                "TEMPORAL_FAILOVER_ADDRESS",
                "http://10.0.0.7",
                "HOSTNAME",
                "x");
        List<String> errors = Shipped.errors(Shipped.text(), env, path -> true);
        assertEquals(3, errors.size(), errors::toString);
        assertEquals(
                "TEMPORAL_FAILOVER_REGION: 'us-east-2' is not one of regions: us-east-1, us-west-2", errors.get(0));
        assertTrue(errors.get(1).startsWith("TEMPORAL_FAILOVER_INSTANCE: 'a b' is not allowed"));
        assertTrue(errors.get(2).startsWith("TEMPORAL_FAILOVER_ADDRESS: 'http://10.0.0.7' is not allowed"));
        Map<String, String> empty = Map.of(
                "TEMPORAL_FAILOVER_REGION", "", "TEMPORAL_FAILOVER_WITNESS", "", "TEMPORAL_FAILOVER_ADDRESS", "");
        List<String> none = Shipped.errors(Shipped.text(), empty, path -> true);
        assertEquals(3, none.size(), none::toString);
        assertTrue(none.get(0).startsWith("region") && none.get(1).startsWith("instance"), none::toString);
        assertTrue(none.get(2).startsWith("coordination.address"), none::toString);
    }

    @Test
    void saysAllErrorsAtOnce() {
        String text = Shipped.text();
        text = Shipped.edit(text, "timeout: 1s", "timeout: 9s");
        text = Shipped.edit(text, "failover_threshold: 2", "failover_threshold: 0");
        text = Shipped.edit(text, "weight: 100", "weight: 999");
        text = Shipped.edit(text, "port: 443", "port: x");
        text = Shipped.edit(text, "hold_down: 1h", "hold_dwn: 1h");
        text = Shipped.edit(text, "alias: true", "alias: true, ttl: 5");
        text = Shipped.edit(text, "lease_duration: 15s", "lease_duration: 1s");
        text = Shipped.edit(text, "role: secondary", "role: spare");
        List<String> errors = Shipped.errors(text);
        for (String name : List.of(
                "probing.timeout",
                ".failover_threshold",
                ".weight",
                ".port",
                ".hold_dwn",
                ".ttl",
                ".lease_duration",
                ".role")) {
            assertEquals(
                    1,
                    errors.stream().filter(e -> e.split(" ")[0].endsWith(name)).count(),
                    name + " in " + errors);
        }
        assertEquals(8, errors.size(), errors::toString);
        ConfigException e = assertThrows(ConfigException.class, () -> Shipped.load("a: 1"));
        assertTrue(e.getMessage().startsWith(e.errors().size() + " errors in the configuration:\n  "));
    }

    @Test
    void duplicatesAcrossGroupsAreNamed() {
        String text = Shipped.text();
        String policy = text.substring(
                text.indexOf("    - name: temporal-api-failover"), text.indexOf("# A client of our own"));
        List<String> errors = Shipped.errors(Shipped.edit(text, policy, policy + policy));
        assertEquals(4, errors.size(), errors::toString);
        assertTrue(errors.get(0).contains("'temporal-api-failover' is the name of an earlier policy"));
        assertTrue(errors.get(1).contains("'temporal-api.example.com' is moved by dns_failover.failover_policies[0]"));
        assertTrue(errors.get(2).startsWith("dns_failover.failover_policies[1].routes[0]"));
        assertTrue(Shipped.errors(Shipped.with("- name: us-west-2", "- name: us-east-1")).stream()
                .anyMatch(e -> e.startsWith("regions[1].name") && e.contains("is the name of an earlier region")));
        assertTrue(
                Shipped.errors(Shipped.with("{region: us-west-2, weight: 0}", "{region: us-east-1, weight: 0}"))
                        .stream()
                        .anyMatch(e -> e.contains(".secondary.region") && e.contains("is in this policy twice")));
        assertTrue(Shipped.errors(Shipped.with("{region: us-west-2, weight: 0}", "{region: us-wset-2}")).stream()
                .anyMatch(e -> e.contains(
                        "'us-wset-2' is not one of regions: us-east-1, us-west-2; did you mean us-west-2?")));
    }

    @Test
    void refusesRegionsThatCouldNotBeJudged() {
        assertTrue(Shipped.errors(THREE.replace("fqdn: \"[2001:db8::5]\"", "fqdn: 10.0.0.1")).stream()
                .anyMatch(e -> e.contains("'10.0.0.1' port 7233 is the address of a too")));
        assertTrue(
                Shipped.errors(
                                THREE.replace("{fqdn: 10.0.0.1}", "{fqdn: 10.0.0.1, from: same_region}"),
                                Map.of(),
                                p -> true)
                        .stream()
                        .anyMatch(e -> e.contains("an instance in b has no endpoint of a to probe")));
    }

    @Test
    void preferenceTakesOneFormAndTwoRegions() {
        String regions = "regions: [{region: b, weight: 7}, {region: c}, {region: a}]";
        assertTrue(
                Shipped.errors(THREE.replace(regions, regions + "\n      primary: {region: b}"), Map.of(), p -> true)
                        .stream()
                        .anyMatch(e -> e.contains(".primary") && e.contains("stands beside regions")));
        assertTrue(Shipped.errors(THREE.replace(regions, "regions: [{region: b}]"), Map.of(), p -> true).stream()
                .anyMatch(e -> e.contains(".regions") && e.contains("at least two")));
        assertTrue(Shipped.errors(
                        THREE.replace(
                                "{region: b, weight: 7}, {region: c}",
                                "{region: b, weight: 0}, {region: c, weight: 1}"),
                        Map.of(),
                        p -> true)
                .stream()
                .anyMatch(e ->
                        e.contains(".regions[0].weight") && e.contains("'0' is not allowed for the first region")));
    }

    @Test
    void missingFilesAreNamedAndSecretsAreNot() {
        List<String> errors = Shipped.errors(
                THREE.replace("tls: {}", "tls: {ca: /etc/ca.crt, certificate: /etc/tls.crt, key: /etc/tls.key}"),
                Map.of(),
                path -> false);
        assertEquals(4, errors.size(), errors::toString);
        assertTrue(errors.stream()
                .anyMatch(e -> e.contains("tls.ca (line") && e.endsWith("'/etc/ca.crt' is not a readable file")));
        String secret = "/hunter2secret";
        List<String> pasted = Shipped.errors(THREE.replace("/t,", secret + ","), Map.of(), path -> false);
        assertTrue(pasted.get(0).contains("token_file"), pasted::toString);
        List<String> wrong = Shipped.errors(THREE.replace("/t,", "eyJhbGciOi,"), Map.of(), path -> true);
        assertTrue(wrong.get(0).contains("token_file") && wrong.get(0).contains("(not shown)"), wrong::toString);
        assertFalse((pasted.toString() + wrong).matches("(?s).*(hunter2secret|eyJhbGciOi).*"));
    }

    @Test
    void brokenYamlIsToldByLineWithoutQuotingTheFile() {
        List<String> errors = Shipped.errors("region: a\npassword: hunter2\n  bad: [\n");
        assertEquals(1, errors.size());
        assertTrue(errors.get(0).startsWith("file (line 3): is not YAML:"), errors::toString);
        assertFalse(errors.get(0).contains("hunter2"));
        assertTrue(Shipped.errors("a: \u0001").get(0).contains("is not YAML"));
        assertTrue(Shipped.errors("").get(0).startsWith("file: is empty"));
        assertTrue(Shipped.errors("# nothing\n").get(0).startsWith("file: is empty"));
        assertTrue(Shipped.errors("hello").get(0).contains("found 'hello'; allowed: a group of settings"));
        assertTrue(Shipped.errors("- a").get(0).contains("found a list"));
        assertTrue(Shipped.errors(THREE + "---\n" + THREE).get(0).contains("a second document begins here"));
    }

    @Test
    void bombsAndHugeFilesAreRefusedCheaply() throws IOException {
        String bomb = "a: &a [x,x,x,x]\nb: &b [*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b]\nd: [*c,*c,*c,*c]\n";
        assertTrue(Shipped.errors(bomb).stream().anyMatch(e -> e.startsWith("b[0] (line 2): YAML aliases")));
        assertTrue(Shipped.errors("[".repeat(100_000)).get(0).contains("nested deeper than 16 levels"));
        assertTrue(Shipped.errors("a: ".concat("{a: ".repeat(50))).get(0).contains("nested deeper than 16 levels"));
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            many.append("key").append(i).append(": 1\n");
        }
        List<String> errors = Shipped.errors(many.toString());
        assertEquals(Problems.MAX + 1, errors.size());
        assertTrue(errors.get(Problems.MAX).contains("more"));
        Path huge = folder.resolve("huge.yaml");
        try (RandomAccessFile file = new RandomAccessFile(huge.toFile(), "rw")) {
            file.setLength(100_000_000);
        }
        assertTrue(errorOf(huge).endsWith("is larger than 256 KiB"));
    }

    @Test
    void oneMistakeIsSaidOnce() {
        String port = Shipped.text().replaceFirst("port: 7233", "port: 70000");
        assertEquals(1, Shipped.errors(port).size(), () -> Shipped.errors(port).toString());
        List<String> twice = Shipped.errors(Shipped.with("- name: us-west-2", "- name: us-east-1"));
        assertTrue(
                twice.stream().noneMatch(e -> e.contains("is the address of") || e.contains("could never judge")),
                twice::toString);
    }

    @Test
    void aTokensFileIsNamedIfItLooksLikeOne() {
        String file = "/etc/temporal-failover/tokens/operator";
        assertTrue(
                Shipped.errors(Shipped.text(), Map.of("TEMPORAL_FAILOVER_REGION", "us-east-1"), path -> !path.toString()
                                .equals(file))
                        .stream()
                        .anyMatch(e -> e.contains("operator_token_file")
                                && e.endsWith("'" + file + "' is not a readable file")));
    }

    @Test
    void unreadableFilesAreErrors() throws IOException {
        assertTrue(errorOf(folder.resolve("absent.yaml")).endsWith("there is no such file"));
        assertTrue(errorOf(folder).contains("is a directory"));
        Path latin = folder.resolve("latin.yaml");
        Files.write(latin, "region: caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));
        assertTrue(errorOf(latin).endsWith("is not UTF-8 text"));
    }

    @Test
    void longAndUnprintableValuesAreShortenedToOneLine() {
        String error = Shipped.errors(Shipped.with("role: primary", "role: \"" + "x".repeat(500) + "\\n\\e[31m\""))
                .get(0);
        assertTrue(error.length() < 250 && !error.contains("\n") && error.contains("xxx...'"), error);
        assertEquals("'a?b?c'", Problems.quoted("a\nb\u202ec"));
    }

    private static String errorOf(Path file) {
        return assertThrows(ConfigException.class, () -> ConfigLoader.load(file, Shipped.ENV))
                .errors()
                .get(0);
    }
}
