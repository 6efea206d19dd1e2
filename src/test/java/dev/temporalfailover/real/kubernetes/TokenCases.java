package dev.temporalfailover.real.kubernetes;

import static dev.temporalfailover.real.kubernetes.KubernetesStage.SOON;

import dev.temporalfailover.real.ground.Http;
import dev.temporalfailover.real.stand.Audit;
import dev.temporalfailover.real.stand.Cluster;
import dev.temporalfailover.real.stand.Instance;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Tokens come and go while the service runs, as a kubelet rotates them. */
final class TokenCases {
    /** How long the API server believes a token that it has seen, and what a request takes. */
    private static final Duration BELIEVED = Duration.ofSeconds(12);

    private final KubernetesStage stage;
    private Instant rotated;

    TokenCases(KubernetesStage stage) {
        this.stage = stage;
    }

    /** A new token takes the old one's place in the file; the old one is invalid from now on. */
    void rotate() throws IOException {
        Cluster.replace(stage.token, Files.readString(stage.cluster.token("token-2")));
        stage.cluster.revoke("token-1");
        rotated = Instant.now();
    }

    /** Later: what the rotation cost. */
    void rotatedWithoutAGap() throws IOException, InterruptedException {
        boolean over = Http.within(
                SOON, () -> Instant.now().isAfter(rotated.plus(BELIEVED).plusSeconds(3)));
        List<Audit.Call> refused = stage.cluster.unknown().stream()
                .filter(call -> call.at().isAfter(rotated))
                .toList();
        List<Audit.Call> late = refused.stream()
                .filter(call -> call.at().isAfter(rotated.plus(BELIEVED)))
                .toList();
        Duration gap = stage.history.longestGap(rotated);
        stage.fact(
                "the token is rotated: the Lease is renewed without a gap",
                over && late.isEmpty() && !refused.isEmpty() && gap.compareTo(KubernetesStage.RENEW) < 0,
                "longest gap " + gap.toMillis() + " ms, " + refused.size() + " requests with the old one, then none");
    }

    /** No valid token at all, then one again. */
    void garbage() throws IOException, InterruptedException {
        Instance leader = stage.leader();
        Cluster.replace(stage.token, "eyJhbGciOiJub25lIn0.not-a-token.at-all");
        stage.cluster.revoke("token-2");
        long began = System.nanoTime();
        boolean down = stage.nobodyLeads();
        String took = KubernetesStage.since(began);
        String advice = KubernetesStage.policy(leader).path("advice").path(0).asText();
        String log = leader.said();
        String line = log.lines()
                .filter(one -> one.contains("401"))
                .reduce((first, second) -> second)
                .orElse("no word of it");
        stage.fact(
                "no valid token: its leader steps down and says 401",
                down && line.contains("401") && advice.contains("401"),
                took + ", status: " + advice);
        boolean secret = log.contains("not-a-token");
        stage.fact("the token itself is in no log", !secret, secret ? "it is" : "it is not");
        Cluster.replace(stage.token, Files.readString(stage.cluster.token("token-3")));
        long cured = System.nanoTime();
        String next = stage.leader().name();
        stage.fact("a valid token again: one leads again", true, next + " after " + KubernetesStage.since(cured));
    }
}
