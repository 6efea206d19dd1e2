package dev.temporalfailover.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a service's {@code /api/v1/status} says about its policy.
 *
 * @param verdicts by region, in capitals
 * @param epoch 0 before the records are adopted
 * @param active empty before that
 * @param decision {@code stay reason}, {@code shift reason} or {@code refuse reason}
 * @param weights of DNS as the service read them
 * @param stages the last switch's, in seconds
 */
record ServiceView(
        Map<String, String> verdicts,
        boolean leader,
        long epoch,
        String active,
        String decision,
        Map<String, Integer> weights,
        Map<String, Double> stages) {

    /** Reads the first policy. */
    static ServiceView of(JsonNode status) {
        JsonNode policy = status.path("policies").path(0);
        Map<String, String> verdicts = new TreeMap<>();
        for (JsonNode verdict : policy.path("verdicts")) {
            verdicts.put(
                    verdict.path("region").asText(), verdict.path("verdict").asText());
        }
        Map<String, Integer> weights = new TreeMap<>();
        policy.path("dns")
                .path("weights")
                .properties()
                .forEach(field -> weights.put(field.getKey(), field.getValue().asInt()));
        Map<String, Double> stages = new LinkedHashMap<>();
        for (JsonNode stage : policy.path("stages")) {
            stages.put(stage.path("stage").asText(), stage.path("seconds").asDouble());
        }
        JsonNode decision = policy.path("decision");
        return new ServiceView(
                verdicts,
                policy.path("leader").asBoolean(),
                policy.path("epoch").asLong(),
                policy.path("active").asText(),
                decision.path("decision").asText() + " "
                        + decision.path("reason").asText(),
                weights,
                stages);
    }

    /** True if the region is judged so, whatever the case. */
    boolean judged(String region, String verdict) {
        return verdict.equalsIgnoreCase(verdicts.get(region));
    }
}
