package dev.temporalfailover.real.kubernetes;

import static dev.temporalfailover.real.kubernetes.KubernetesConfig.EAST;
import static dev.temporalfailover.real.kubernetes.KubernetesConfig.WEST;
import static dev.temporalfailover.real.kubernetes.KubernetesStage.SOON;

import com.fasterxml.jackson.databind.JsonNode;
import dev.temporalfailover.real.ground.Http;
import dev.temporalfailover.real.stand.Cluster;
import dev.temporalfailover.real.stand.Instance;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** Real route objects: moved, written by somebody else in the middle, and fought over by somebody who does not give in. */
final class RouteCases {
    private static final Duration FIGHT = Duration.ofSeconds(3);
    private final KubernetesStage stage;

    RouteCases(KubernetesStage stage) {
        this.stage = stage;
    }

    void moved() throws IOException, InterruptedException {
        Instance leader = stage.leader();
        long asked = System.nanoTime();
        leader.post("/api/v1/failover", stage.operator(), Map.of("to", WEST, "by", "operator", "reason", "drill"));
        AtomicReference<String> virtualService = new AtomicReference<>("never");
        boolean moved = Http.within(SOON, () -> {
            boolean there = on(WEST, 2);
            virtualService.compareAndSet("never", there ? KubernetesStage.since(asked) : "never");
            return there && onGrpcRoute(WEST, 2);
        });
        // It says so once it has read back what it wrote.
        boolean dns = Http.within(
                SOON,
                () -> stage.zone.state().epoch() == 2
                        && KubernetesStage.policy(leader)
                                .path("active")
                                .asText()
                                .equals(WEST));
        stage.fact(
                "a failover by hand moves VirtualService, GRPCRoute and DNS under epoch 2",
                moved && dns && stage.zone.state().weights().get(WEST) == 100,
                "VirtualService after " + virtualService.get() + ", " + stage.traffic());
        List<String> events = new ArrayList<>();
        boolean told = Http.within(SOON, () -> {
            events.clear();
            stage.cluster.events().forEach(event -> events.add(text(event)));
            return events.stream().anyMatch(text -> text.contains("drill") || text.contains(WEST));
        });
        stage.fact("an Event tells of it", told, events.toString());
    }

    /** Somebody changes the object, not its weights, faster than a patch is sent: its test fails, 422. */
    void underItsFeet() throws IOException, InterruptedException {
        Instance leader = stage.leader();
        Instant from = Instant.now();
        boolean lost;
        long tries;
        int writes;
        try (Labeller labeller = new Labeller(stage)) {
            leader.post(
                    "/api/v1/failback",
                    stage.operator(),
                    Map.of("to", EAST, "by", "operator", "reason", "drill is over"));
            lost = Http.within(SOON, () -> patches(from, 422) > 0 || patches(from, 200) > 0) && patches(from, 422) > 0;
            Thread.sleep(FIGHT.toMillis());
            tries = patches(from, 422) + patches(from, 200);
            writes = labeller.writes();
        }
        boolean moved = Http.within(SOON, () -> on(EAST, 3) && onGrpcRoute(EAST, 3));
        stage.fact(
                "the object changes under its feet: 422, read again, moved once",
                lost && moved && patches(from, 200) == 1 && tries < 30,
                patches(from, 422) + " patches lost against " + writes + " writes, " + patches(from, 200) + " taken, "
                        + stage.traffic());
    }

    /** GitOps puts other weights back whatever they are. */
    void noFight() throws IOException, InterruptedException {
        Instance leader = stage.leader();
        Instant from = Instant.now();
        AtomicReference<String> detail = new AtomicReference<>("");
        int writes = 0;
        boolean named = false;
        long end = System.nanoTime() + FIGHT.toNanos();
        while (System.nanoTime() < end || !named && writes < 300) {
            weights("argocd-application-controller", 30 + writes++ % 2, 70 - writes % 2);
            Thread.sleep(100);
            for (JsonNode route : KubernetesStage.policy(leader).path("routes")) {
                if (route.path("id").asText().startsWith("VirtualService")) {
                    detail.set(route.path("state").asText() + ": "
                            + route.path("detail").asText());
                }
            }
            named |= detail.get().startsWith("foreign") && detail.get().contains("argocd-application-controller");
        }
        long ours = patches(from, 200) + patches(from, 422);
        stage.fact(
                "somebody else writes the weights: named, and left alone",
                named && ours == 0,
                writes + " writes of theirs, " + ours + " of ours; " + detail.get());
        weights("argocd-application-controller", 100, 0);
        boolean owned = Http.within(SOON, () -> {
            for (JsonNode route : KubernetesStage.policy(leader).path("routes")) {
                if (!route.path("state").asText().equals("owned")) {
                    return false;
                }
            }
            return true;
        });
        stage.fact("once it says what was written it is ours again", owned, stage.traffic());
    }

    private long patches(Instant from, int code) throws IOException {
        return stage.cluster.audit().stream()
                .filter(call -> call.verb().equals("patch")
                        && call.resource().endsWith("/virtualservices")
                        && call.code() == code
                        && call.at().isAfter(from))
                .count();
    }

    private boolean on(String region, long epoch) {
        var route = stage.cluster.route().orElseThrow();
        return route.epoch() == epoch
                && route.weights().get(KubernetesConfig.EAST_HOST) == (region.equals(EAST) ? 100 : 0)
                && route.weights().get(KubernetesConfig.WEST_HOST) == (region.equals(WEST) ? 100 : 0);
    }

    private boolean onGrpcRoute(String region, long epoch) {
        var route = stage.grpcRoute();
        return route.epoch() == epoch
                && route.weights().get(KubernetesConfig.EAST_BACKEND) == (region.equals(EAST) ? 100 : 0)
                && route.weights().get(KubernetesConfig.WEST_BACKEND) == (region.equals(WEST) ? 100 : 0);
    }

    private void weights(String manager, int east, int west) {
        String path = "\"path\":\"/spec/http/0/route/";
        patch(
                manager,
                PatchType.JSON,
                "[{\"op\":\"add\"," + path + "0/weight\",\"value\":" + east + "},{\"op\":\"add\"," + path
                        + "1/weight\",\"value\":" + west + "}]");
    }

    private void patch(String manager, PatchType type, String patch) {
        PatchContext context = new PatchContext.Builder()
                .withPatchType(type)
                .withFieldManager(manager)
                .build();
        stage.routes(stage.cluster.admin()).withName(Cluster.ROUTE).patch(context, patch);
    }

    private static String text(Event event) {
        return event.getType() + " " + event.getAction() + " " + event.getReason() + ": " + event.getNote();
    }
}
