package dev.temporalfailover.real.kubernetes;

import dev.temporalfailover.real.stand.Instance;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What two people ask of two instances at the same moment, kept in one ConfigMap. */
final class IntentCases {
    private static final int ROUNDS = 12;

    private final KubernetesStage stage;

    IntentCases(KubernetesStage stage) {
        this.stage = stage;
    }

    void run() throws Exception {
        Instance leader = stage.leader();
        Instance follower = stage.follower();
        List<String> lost = new ArrayList<>();
        int told = 0;
        ExecutorService people = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                String owner = "holder-" + round;
                String by = "reader-" + round;
                var hold = post(people, follower, "hold", Map.of("owner", owner, "reason", "round", "duration", "10m"));
                var acknowledge = post(people, leader, "acknowledge", Map.of("by", by));
                for (var answer : Map.of(owner, hold, by, acknowledge).entrySet()) {
                    int code = answer.getValue().get().statusCode();
                    boolean there = intents().contains(answer.getKey());
                    if (code == 202 && !there || code != 202 && code != 503) {
                        lost.add(answer.getKey() + " " + answer.getValue().get().body());
                    }
                    told += code == 503 ? 1 : 0;
                }
            }
        } finally {
            people.shutdownNow();
        }
        long conflicts = stage.cluster.audit().stream()
                .filter(call -> call.resource().endsWith("/configmaps") && call.code() == 409)
                .count();
        stage.fact(
                "two people ask two instances at once: nothing is lost",
                lost.isEmpty() && conflicts > 0,
                2 * ROUNDS + " requests, " + conflicts + " conflicts on the way, " + told + " refused, lost " + lost);
        leader.post("/api/v1/release", stage.operator(), Map.of("by", "operator"));
    }

    private String intents() {
        return stage.cluster.intents().getOrDefault("temporal-api-failover", "");
    }

    private CompletableFuture<HttpResponse<String>> post(
            ExecutorService people, Instance to, String action, Map<String, String> body) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return to.tryPost("/api/v1/" + action, stage.operator(), body);
                    } catch (java.io.IOException | InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                },
                people);
    }
}
