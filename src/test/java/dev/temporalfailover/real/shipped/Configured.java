package dev.temporalfailover.real.shipped;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.temporalfailover.real.stand.Place;
import java.net.URI;
import java.nio.file.Path;

/** A configuration as it runs on the stand, made of the shipped one. */
final class Configured {
    private static final String POLICY = "/dns_failover/failover_policies/0";

    private Configured() {}

    /**
     * With the stand's places of files and its Route 53.
     *
     * @param directory of the files
     */
    static JsonNode of(JsonNode shipped, Path directory, Place place, URI route53) {
        ObjectNode run = shipped.deepCopy();
        ObjectNode tls = (ObjectNode) run.at("/coordination/tls");
        tls.put("certificate_file", directory.resolve(place.name() + "-tls.crt").toString());
        tls.put("key_file", directory.resolve(place.name() + "-tls.key").toString());
        tls.put("ca_file", directory.resolve(place.name() + "-ca.crt").toString());
        if (run.has("access")) {
            ObjectNode access = (ObjectNode) run.get("access");
            access.put("alerts_token_file", directory.resolve("alertmanager").toString());
            access.put("operator_token_file", directory.resolve("operator").toString());
        }
        JsonNode policy = run.at(POLICY);
        if (policy.has("dns")) {
            ((ObjectNode) policy.get("dns")).put("endpoint", route53.toString());
        }
        return run;
    }

    /** With {@code adopt: true}, as an operator sets it for the first rollout and takes it out for the second. */
    static JsonNode adopting(JsonNode configuration) {
        JsonNode run = configuration.deepCopy();
        JsonNode policy = run.at(POLICY);
        ((ObjectNode) policy.get("dns")).put("adopt", true);
        policy.path("routes").forEach(route -> ((ObjectNode) route).put("adopt", true));
        return run;
    }
}
