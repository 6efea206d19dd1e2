package dev.temporalfailover.real.replication;

import dev.temporalfailover.real.ground.Http;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** 200 namespaces moved at ten a second. */
final class ManyNamespaces {
    private static final int COUNT = 200;
    private static final Duration PACE = Duration.ofMillis(100);

    private final Stage stage;

    ManyNamespaces(Stage stage) {
        this.stage = stage;
    }

    /** Makes them as fast as that is allowed, active in the east. */
    void make() throws IOException, InterruptedException {
        long began = System.nanoTime();
        int[] refused = {0};
        for (String name : names()) {
            List<String> regions = List.of(TwoClusters.EAST, TwoClusters.WEST);
            boolean done = Http.within(TwoClusters.SOON, () -> {
                Answer answer = stage.east().frontend().register(name, regions);
                refused[0] += answer.code() == Status.Code.RESOURCE_EXHAUSTED ? 1 : 0;
                return answer.ok();
            });
            if (!done) {
                throw new IOException("namespace " + name + " is not made within " + TwoClusters.SOON);
            }
        }
        Duration made = Duration.ofNanos(System.nanoTime() - began);
        Optional<Duration> known = TwoClusters.after(
                began, () -> stage.west().frontend().namespaces().keySet().containsAll(names()));
        stage.fact(
                COUNT + " namespaces are made in us-east-1 and known in us-west-2",
                known.isPresent(),
                "made in " + Move.seconds(made) + ", known after " + Move.seconds(known));
        stage.fact(
                "a frontend refuses changes of namespaces that come faster, with RESOURCE_EXHAUSTED",
                refused[0] > 0,
                COUNT + " in " + Move.seconds(made) + " with " + refused[0] + " refusals");
    }

    /** Moves all to a cluster; {@code what} says in which situation. */
    void move(TemporalCluster gaining, String what) throws IOException, InterruptedException {
        List<Long> millis = new ArrayList<>();
        List<String> failed = new ArrayList<>();
        long began = System.nanoTime();
        long next = began;
        for (String name : names()) {
            TimeUnit.NANOSECONDS.sleep(Math.max(0, next - System.nanoTime()));
            next += PACE.toNanos();
            Answer answer = gaining.frontend().activate(name, gaining.region());
            millis.add(answer.millis());
            if (!answer.ok()) {
                failed.add(name + ": " + answer);
            }
        }
        Duration asked = Duration.ofNanos(System.nanoTime() - began);
        List<String> left = new ArrayList<>(names());
        boolean all = Http.within(TwoClusters.SOON, () -> {
            List<String> there = new ArrayList<>();
            for (String name : left) {
                if (gaining.frontend().signal(name).ok()) {
                    there.add(name);
                }
            }
            left.removeAll(there);
            return left.isEmpty();
        });
        Duration taken = Duration.ofNanos(System.nanoTime() - began);
        millis.sort(null);
        stage.fact(
                COUNT + " namespaces at 10 a second, " + what,
                failed.isEmpty() && all,
                "asked in " + Move.seconds(asked) + ", each p50 " + millis.get(COUNT / 2) + " ms, p99 "
                        + millis.get(COUNT * 99 / 100) + " ms, most " + millis.get(COUNT - 1)
                        + " ms; all take signals after " + Move.seconds(taken)
                        + (failed.isEmpty() ? "" : "; " + failed.size() + " failed, " + failed.get(0)));
    }

    /** Waits until a cluster names another one as the active one of all. */
    void known(TemporalCluster where, TemporalCluster active) throws IOException, InterruptedException {
        Optional<Duration> known =
                TwoClusters.after(System.nanoTime(), () -> where.frontend().namespaces().entrySet().stream()
                        .filter(one -> names().contains(one.getKey()))
                        .allMatch(one -> one.getValue()
                                .getReplicationConfig()
                                .getActiveClusterName()
                                .equals(active.region())));
        stage.fact(
                "all are known in " + where.region() + " as active in " + active.region(),
                known.isPresent(),
                "after " + Move.seconds(known));
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            names.add("many-%03d".formatted(i));
        }
        return names;
    }
}
