package dev.temporalfailover.real.replication;

import dev.temporalfailover.real.ground.Ground;
import dev.temporalfailover.real.ground.Piece;
import dev.temporalfailover.real.ground.Report;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Two real Temporal clusters with replication. {@code -Ddrill=NAMES} plays only some parts of it. */
public final class RealReplication implements Piece {
    static final String NAME = "replication";
    private static final List<String> PARTS = List.of("facts", "many", "return", "truth", "service");
    /** The service's own moves without its faults: a planned one there and back, a killed region, its return. */
    private static final String SHORT = "short";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> parts() {
        return List.of("replication");
    }

    @Override
    public void run(Ground ground, Report report) throws Exception {
        String asked = System.getProperty("drill", "");
        List<String> parts = asked.isBlank() ? PARTS : List.of(asked.split(","));
        if (!PARTS.containsAll(parts) && !parts.equals(List.of(SHORT))) {
            throw new IOException(
                    "-Ddrill takes some of " + PARTS + ", separated by commas, or " + SHORT + "; it was " + parts);
        }
        try (TwoClusters clusters = new TwoClusters(ground)) {
            Stage stage = new Stage(clusters, report, new Acceptance());
            long began = System.nanoTime();
            clusters.start();
            Optional<Duration> healthy = TwoClusters.after(began, () -> true);
            clusters.global(Stage.PAY, TwoClusters.EAST);
            Optional<Duration> joined = TwoClusters.after(began, () -> true);
            stage.fact(
                    "two clusters of Temporal "
                            + stage.east().frontend().systemInfo().text() + ", a namespace of both",
                    true,
                    "healthy after " + Move.seconds(healthy) + ", the namespace in both after " + Move.seconds(joined));
            play(stage, parts, ground);
            if (parts.contains("facts") || parts.contains("return")) {
                signals(stage);
            }
        }
    }

    private static void signals(Stage stage) {
        stage.fact(
                "a signal to an unknown workflow tells what a start would: NOT_FOUND or FAILED_PRECONDITION",
                stage.acceptance().alwaysAgreed(),
                stage.acceptance().toString());
    }

    private static void play(Stage stage, List<String> parts, Ground ground) throws IOException, InterruptedException {
        if (parts.contains("facts")) {
            NamespaceFacts namespaces = new NamespaceFacts(stage);
            namespaces.listed();
            namespaces.refused();
            new FailoverFacts(stage).run();
        }
        ManyNamespaces many = new ManyNamespaces(stage);
        if (parts.contains("many") || parts.contains("return")) {
            many.make();
        }
        if (parts.contains("many")) {
            many.move(stage.west(), "both alive");
            many.known(stage.east(), stage.west());
            many.move(stage.east(), "both alive, back");
            many.known(stage.west(), stage.east());
        }
        if (parts.contains("return")) {
            ReturnFacts returned = new ReturnFacts(stage);
            returned.linksUp(many);
            returned.linksCut();
        }
        if (parts.contains("truth")) {
            new TruthTable(stage, ground.directory().resolve("truth-table.txt")).run();
        }
        if (parts.contains("service")) {
            new ServiceDrills(stage, ground).run();
        }
        if (parts.contains(SHORT)) {
            new ServiceDrills(stage, ground).runShort();
        }
    }
}
