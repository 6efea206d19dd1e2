package dev.temporalfailover.real.replication;

import static dev.temporalfailover.real.replication.Call.DESCRIBE_NAMESPACE;
import static dev.temporalfailover.real.replication.Call.DESCRIBE_TASK_QUEUE;
import static dev.temporalfailover.real.replication.Call.DESCRIBE_WORKFLOW;
import static dev.temporalfailover.real.replication.Call.SIGNAL_WORKFLOW;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Which call answers while which part of a region is gone. All calls at once, twice: soon after the fault and later. */
final class TruthTable {
    private static final List<Duration> ROUNDS = List.of(Duration.ofSeconds(1), Duration.ofSeconds(10));

    private final Stage stage;
    private final Path file;

    /** @param file takes the table */
    TruthTable(Stage stage, Path file) {
        this.stage = stage;
        this.file = file;
    }

    /** Something that happens to a region or ends. */
    private interface Act {
        void on(TemporalCluster region) throws IOException, InterruptedException;
    }

    /**
     * A column of the table.
     *
     * @param fails what does not answer meanwhile
     */
    private record Fault(String name, Act begin, Act end, Set<Call> fails) {
        static Fault killed(Role role, Set<Call> fails) {
            return new Fault(role.word() + " killed", r -> r.role(role).kill(), TemporalCluster::start, fails);
        }

        static Fault stopped(Role role, Set<Call> fails) {
            return new Fault(
                    role.word() + " hangs",
                    r -> r.role(role).frozen(true),
                    r -> r.role(role).frozen(false),
                    fails);
        }
    }

    private static List<Fault> faults() {
        Set<Call> none = EnumSet.noneOf(Call.class);
        Set<Call> history = EnumSet.of(DESCRIBE_WORKFLOW, SIGNAL_WORKFLOW);
        Set<Call> database = EnumSet.of(DESCRIBE_NAMESPACE, DESCRIBE_WORKFLOW, SIGNAL_WORKFLOW);
        Set<Call> all = EnumSet.allOf(Call.class);
        return List.of(
                new Fault("nothing", r -> {}, r -> {}, none),
                Fault.killed(Role.WORKER, none),
                Fault.killed(Role.MATCHING, EnumSet.of(DESCRIBE_TASK_QUEUE)),
                Fault.killed(Role.HISTORY, history),
                Fault.stopped(Role.HISTORY, history),
                new Fault("database killed", r -> r.database().kill(), TemporalCluster::start, database),
                new Fault(
                        "database hangs",
                        r -> r.database().frozen(true),
                        r -> r.database().frozen(false),
                        database),
                Fault.killed(Role.FRONTEND, all),
                Fault.stopped(Role.FRONTEND, all));
    }

    /** In the east, where the namespace must be active. */
    void run() throws IOException, InterruptedException {
        TemporalCluster region = stage.east();
        List<String> lines = new ArrayList<>();
        for (Fault fault : faults()) {
            List<String> wrong = new ArrayList<>();
            region.awaitReady();
            // Loads the task queue into matching: an unloaded one needs the database.
            TwoClusters.after(
                    System.nanoTime(), () -> ask(region).values().stream().allMatch(Answer::ok));
            long began = System.nanoTime();
            fault.begin().on(region);
            Map<Call, List<String>> seen = new EnumMap<>(Call.class);
            for (Duration at : ROUNDS) {
                TimeUnit.NANOSECONDS.sleep(Math.max(0, at.toNanos() - (System.nanoTime() - began)));
                ask(region).forEach((call, answer) -> {
                    seen.computeIfAbsent(call, one -> new ArrayList<>())
                            .add(answer.code() + " " + answer.millis() + " ms");
                    if (answer.ok() == fault.fails().contains(call)) {
                        wrong.add(call + " after " + at.toSeconds() + " s: " + answer);
                    }
                });
            }
            long ended = System.nanoTime();
            fault.end().on(region);
            Optional<Duration> back =
                    TwoClusters.after(ended, () -> ask(region).values().stream().allMatch(Answer::ok));
            seen.forEach((call, answers) ->
                    lines.add("%-20s %-20s %s".formatted(fault.name(), call, String.join(", ", answers))));
            stage.fact(
                    fault.name() + ": calls that fail are " + fault.fails(),
                    wrong.isEmpty() && back.isPresent(),
                    (wrong.isEmpty() ? "" : wrong + "; ") + "all answer again after " + Move.seconds(back));
        }
        Files.write(file, lines);
        lines.forEach(line -> stage.report().say("        " + line));
    }

    private Map<Call, Answer> ask(TemporalCluster region) throws IOException, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(Call.values().length);
        try {
            Map<Call, Future<Answer>> asked = new EnumMap<>(Call.class);
            for (Call call : Call.values()) {
                asked.put(call, threads.submit(() -> call.ask(region.frontend(), Stage.PAY)));
            }
            Map<Call, Answer> answers = new EnumMap<>(Call.class);
            for (Map.Entry<Call, Future<Answer>> one : asked.entrySet()) {
                answers.put(one.getKey(), one.getValue().get());
            }
            return answers;
        } catch (ExecutionException fault) {
            throw new IOException(fault.getCause());
        } finally {
            threads.shutdownNow();
        }
    }
}
