package dev.temporalfailover.real.replication;

import static dev.temporalfailover.real.replication.Stage.PAY;
import static dev.temporalfailover.real.replication.TwoClusters.EAST;
import static dev.temporalfailover.real.replication.TwoClusters.WEST;

import com.fasterxml.jackson.databind.JsonNode;
import dev.temporalfailover.real.ground.Ground;
import dev.temporalfailover.real.ground.Http;
import io.temporal.api.workflowservice.v1.DescribeNamespaceResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The service moves records and namespaces together. Begins with the namespace in the east. */
final class ServiceDrills {
    private static final int COUNT = 20;
    private static final String EXCLUDED = "moved-not";
    private static final String OTHER = "not-included";
    private static final Duration STAYS = Duration.ofSeconds(10);

    private final Stage stage;
    private final Ground ground;

    ServiceDrills(Stage stage, Ground ground) {
        this.stage = stage;
        this.ground = ground;
    }

    void run() throws IOException, InterruptedException {
        try (ServicePair service = started()) {
            planned(service, stage.west());
            planned(service, stage.east());
            new HandoverDrill(stage, service, where -> active(where, where.region()), moved().size()).run();
            new LagDrill(stage, service).run();
            planned(service, stage.east());
            historyDead(service);
            killed(service);
            returned(service);
            planned(service, stage.east());
        }
    }

    /** What every change is tried with. */
    void runShort() throws IOException, InterruptedException {
        try (ServicePair service = started()) {
            made(service);
            longPoll(service);
            planned(service, stage.west());
            planned(service, stage.east());
            killed(service);
            returned(service);
        }
    }

    /** As the leader of the standby's region measures it. */
    private void longPoll(ServicePair service) throws IOException, InterruptedException {
        double[] seconds = {0};
        boolean known = Http.within(TwoClusters.SOON, () -> {
            seconds[0] = service.of(WEST)
                    .get("/api/v1/namespaces")
                    .at("/0/longPoll/seconds")
                    .asDouble();
            return seconds[0] > 0;
        });
        double set = TemporalCluster.LONG_POLL.toSeconds();
        stage.fact(
                "the service measures how long a poll without a task lasts where the namespace stands by",
                known && Math.abs(seconds[0] - set) < 2,
                seconds[0] + " s, set to " + set + " s");
    }

    private void made(ServicePair service) throws IOException, InterruptedException {
        String name = "made-by-the-service";
        String said = service.make(name, EAST);
        boolean both = Http.within(
                TwoClusters.SOON,
                () -> stage.east().frontend().namespaces().containsKey(name)
                        && stage.west().frontend().namespaces().containsKey(name));
        stage.fact("the service makes a namespace, and both clusters have it", both, said);
    }

    private ServicePair started() throws IOException, InterruptedException {
        for (TemporalCluster cluster : List.of(stage.east(), stage.west())) {
            // What the service describes to probe a region.
            cluster.frontend().register("default", List.of(cluster.region()));
        }
        List<String> all = new ArrayList<>(moved());
        all.addAll(List.of(EXCLUDED, OTHER));
        for (String name : all) {
            stage.clusters().global(name, EAST);
        }
        ServicePair service = new ServicePair(ground, stage.clusters());
        try {
            service.start("{mode: move, interval: 1s, max_lag: " + LagDrill.LIMIT.toSeconds() + "s, handover_timeout: "
                    + HandoverDrill.TIMEOUT.toSeconds() + "s, long_poll_namespace: " + PAY + ", include: [" + PAY
                    + ", 'moved-*'], exclude: [" + EXCLUDED
                    + "]}");
            healthy(service);
            return service;
        } catch (IOException | InterruptedException | RuntimeException failed) {
            service.close();
            throw failed;
        }
    }

    private void healthy(ServicePair service) throws IOException, InterruptedException {
        boolean both = Http.within(
                TwoClusters.SOON,
                () -> verdict(service, EAST).equals("HEALTHY")
                        && verdict(service, WEST).equals("HEALTHY"));
        stage.fact(
                "the service sees both regions HEALTHY", both, verdict(service, EAST) + ", " + verdict(service, WEST));
    }

    private void planned(ServicePair service, TemporalCluster to) throws IOException, InterruptedException {
        ServicePair.Asked asked = service.ask(to.region());
        follow(service, to, "a person asks for " + to.region(), asked.began(), asked.said());
    }

    /** Waits until records and namespaces are there, in whatever order. */
    private void follow(ServicePair service, TemporalCluster to, String what, long began, String said)
            throws IOException, InterruptedException {
        Map<String, Duration> at = new TreeMap<>();
        boolean done = Http.within(TwoClusters.SOON, () -> {
            Duration now = Duration.ofNanos(System.nanoTime() - began);
            if (service.zone().state().weights().getOrDefault(to.region(), 0) > 0) {
                at.putIfAbsent("records written", now);
            }
            long there = active(to, to.region());
            if (there > 0) {
                at.putIfAbsent("first namespace active", now);
            }
            if (there == moved().size()) {
                at.putIfAbsent("last namespace active", now);
            }
            if (stage.acceptance().accepts(to, PAY)) {
                at.putIfAbsent("start accepted", now);
            }
            return at.size() == 4;
        });
        Map<String, DescribeNamespaceResponse> known = to.frontend().namespaces();
        boolean left = known.get(EXCLUDED)
                        .getReplicationConfig()
                        .getActiveClusterName()
                        .equals(EAST)
                && known.get(OTHER)
                        .getReplicationConfig()
                        .getActiveClusterName()
                        .equals(EAST);
        List<String> seen = new ArrayList<>();
        at.forEach((name, time) -> seen.add(name + " " + Move.seconds(time)));
        stage.fact(
                what + ": records and " + moved().size() + " namespaces move, those left out do not",
                done && left,
                String.join(", ", seen) + (done ? "" : "; " + said));
    }

    /** Then it is not HEALTHY, so that not even a dead active region moves anything there. */
    private void historyDead(ServicePair service) throws IOException, InterruptedException {
        TemporalCluster east = stage.east();
        TemporalCluster west = stage.west();
        long epoch = service.zone().state().epoch();
        west.role(Role.HISTORY).kill();
        boolean judged =
                Http.within(TwoClusters.SOON, () -> !verdict(service, WEST).equals("HEALTHY"));
        east.role(Role.FRONTEND).kill();
        boolean down =
                Http.within(TwoClusters.SOON, () -> verdict(service, EAST).equals("DOWN"));
        long end = System.nanoTime() + STAYS.toNanos();
        boolean stays = true;
        while (stays && System.nanoTime() - end < 0) {
            stays = service.zone().state().epoch() == epoch && active(west, WEST) == 0;
        }
        stage.fact(
                "history of the gaining region is dead, the active frontend dies: nothing moves",
                judged && down && stays,
                "us-west-2 is " + verdict(service, WEST) + ", us-east-1 " + verdict(service, EAST) + " for "
                        + STAYS.toSeconds() + " s");
        east.start();
        east.awaitReady();
        boolean back =
                Http.within(TwoClusters.SOON, () -> verdict(service, EAST).equals("HEALTHY"));
        west.start();
        west.awaitReady();
        back &= Http.within(TwoClusters.SOON, () -> verdict(service, WEST).equals("HEALTHY"));
        stage.fact(
                "both are HEALTHY again, nothing has moved",
                back && service.zone().state().epoch() == epoch,
                "epoch " + epoch);
    }

    private static String verdict(ServicePair service, String region) throws IOException, InterruptedException {
        for (JsonNode one : service.of(WEST).get("/api/v1/status").at("/policies/0/verdicts")) {
            if (one.path("region").asText().equals(region)) {
                return one.path("verdict").asText();
            }
        }
        return "";
    }

    private void killed(ServicePair service) throws IOException, InterruptedException {
        long began = System.nanoTime();
        stage.east().kill();
        service.of(EAST).kill();
        follow(service, stage.west(), "all of us-east-1 is killed", began, "no move");
    }

    private void returned(ServicePair service) throws IOException, InterruptedException {
        TemporalCluster east = stage.east();
        long epoch = service.zone().state().epoch();
        east.start();
        service.of(EAST).start();
        long began = System.nanoTime();
        int[] accepted = {0};
        Optional<Duration> learnt = TwoClusters.after(began, () -> {
            Answer start = east.frontend().start(PAY, "service-returned-" + System.nanoTime());
            accepted[0] += start.ok() ? 1 : 0;
            return start.standby();
        });
        boolean ready = Http.within(TwoClusters.SOON, service.of(EAST)::ready);
        long end = System.nanoTime() + STAYS.toNanos();
        boolean stays = true;
        while (stays && System.nanoTime() - end < 0) {
            stays = service.zone().state().epoch() == epoch && active(stage.west(), WEST) == moved().size();
        }
        stage.fact(
                "us-east-1 returns with its links: it stands by, nothing moves back",
                learnt.isPresent() && ready && stays,
                accepted[0] + " starts accepted there, stands by " + Move.seconds(learnt) + " after its start");
    }

    private static long active(TemporalCluster where, String region) {
        Map<String, DescribeNamespaceResponse> known = where.frontend().namespaces();
        return moved().stream()
                .filter(name -> known.containsKey(name)
                        && known.get(name)
                                .getReplicationConfig()
                                .getActiveClusterName()
                                .equals(region))
                .count();
    }

    private static List<String> moved() {
        List<String> names = new ArrayList<>(List.of(PAY));
        for (int i = 1; i < COUNT; i++) {
            names.add("moved-%02d".formatted(i));
        }
        return names;
    }
}
