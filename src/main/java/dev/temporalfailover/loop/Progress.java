package dev.temporalfailover.loop;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.clients.OldConnections;
import dev.temporalfailover.failover.clients.OldConnections.Left;
import dev.temporalfailover.failover.situation.Claim;
import dev.temporalfailover.failover.status.Stage;
import dev.temporalfailover.telemetry.Telemetry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the move under way, or the last one, did: its stages with their times, and lines for people. */
final class Progress {
    private static final int LINES = 50;

    private final String policy;
    private final Telemetry telemetry;
    private final Map<Stage, Duration> stages = new LinkedHashMap<>();
    private final List<String> lines = new ArrayList<>();
    /** By region that was left, what was said of it. */
    private final Map<String, Said> said = new HashMap<>();

    private Claim claim = Claim.NONE;

    private record Said(Claim claim, Set<Left> states) {}

    /**
     * When a decision was made.
     *
     * @param fault when the failures began, or null if nothing failed
     * @param detected when the verdict turned DOWN
     * @param decided when the decision was made
     */
    record Timing(Duration fault, Duration detected, Duration decided) {}

    Progress(String policy, Telemetry telemetry) {
        this.policy = policy;
        this.telemetry = telemetry;
    }

    /** A move was accepted. */
    void begin(Claim by, Timing timing, Moment now) {
        claim = by;
        stages.clear();
        lines.clear();
        if (timing.fault() != null) {
            stage(Stage.DETECT, timing.detected().minus(timing.fault()), now);
            stage(Stage.DECIDE, timing.decided().minus(timing.detected()), now);
        }
        stage(Stage.WRITE, now.steady().minus(timing.decided()), now);
    }

    void stage(Stage stage, Duration took, Moment now) {
        stages.put(stage, took);
        line(now.wall() + " " + stage.word() + " " + took.toMillis() + " ms");
        telemetry.stage(policy, stage, took);
    }

    /**
     * What is told of clients that are connected to regions that were left: each news is a line where the move is the last own
     * one, and the end a stage.
     *
     * @return alarms, each once for each move
     */
    List<String> left(List<OldConnections> old, Moment now) {
        said.keySet().retainAll(old.stream().map(OldConnections::region).toList());
        List<String> alarms = new ArrayList<>();
        for (OldConnections one : old) {
            Said before = said.get(one.region());
            if (before == null || !before.claim().equals(one.claim())) {
                before = new Said(one.claim(), EnumSet.noneOf(Left.class));
                said.put(one.region(), before);
            }
            if (!before.states().add(one.left())) {
                continue;
            }
            if (one.left() == Left.OVERDUE) {
                alarms.add("epoch " + one.claim() + ": " + one.text(now));
            }
            if (one.claim().equals(claim)) {
                line(now.wall() + " " + one.text(now));
                one.took().ifPresent(took -> stage(Stage.CONNECTIONS, took, now));
            }
        }
        return alarms;
    }

    /** Takes one line for a person; the oldest goes when there are too many. */
    void line(String text) {
        if (lines.size() >= LINES) {
            lines.remove(0);
        }
        lines.add(text);
    }

    /** Timings so far by the stage's word, in order. */
    Map<String, Duration> stages() {
        Map<String, Duration> words = new LinkedHashMap<>();
        stages.forEach((stage, took) -> words.put(stage.word(), took));
        return words;
    }

    /** One line a stage. */
    List<String> lines() {
        return List.copyOf(lines);
    }
}
