package dev.temporalfailover.testkit.service;

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
 * @param why the present value of the rule that decided
 * @param places what other places said a few seconds ago at most, by place and region
 * @param observers of its region that it hears, itself too; 0 while it counts nobody's votes
 */
public record ServiceView(
        Map<String, String> verdicts,
        boolean leader,
        long epoch,
        String active,
        String decision,
        Map<String, Integer> weights,
        Map<String, Double> stages,
        String why,
        Map<String, Map<String, String>> places,
        int observers) {
    private static final double FRESH_SECONDS = 5;

    /** Reads the first policy. */
    public static ServiceView of(JsonNode status) {
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
                stages,
                why(decision),
                places(policy),
                policy.path("observers").path("heard").asInt());
    }

    private static String why(JsonNode decision) {
        for (JsonNode rule : decision.path("rules")) {
            if (rule.path("rule").asText().equals(decision.path("reason").asText())) {
                return rule.path("present").asText();
            }
        }
        return "";
    }

    private static Map<String, Map<String, String>> places(JsonNode policy) {
        Map<String, Map<String, String>> places = new TreeMap<>();
        for (JsonNode place : policy.path("places")) {
            if (place.path("ageSeconds").asDouble() > FRESH_SECONDS) {
                continue;
            }
            Map<String, String> words = new TreeMap<>();
            place.path("verdicts")
                    .properties()
                    .forEach(word -> words.put(word.getKey(), word.getValue().asText()));
            places.put(place.path("place").asText(), words);
        }
        return places;
    }

    /** True if the region is judged so, whatever the case. */
    public boolean judged(String region, String verdict) {
        return verdict.equalsIgnoreCase(verdicts.get(region));
    }
}
