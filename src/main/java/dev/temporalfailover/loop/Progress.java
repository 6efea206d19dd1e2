package dev.temporalfailover.loop;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.status.Stage;
import dev.temporalfailover.telemetry.Telemetry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the move under way, or the last one, did: its stages with their times, and lines for people. */
final class Progress {
    private static final int LINES = 50;

    private final String policy;
    private final Telemetry telemetry;
    private final Map<Stage, Duration> stages = new LinkedHashMap<>();
    private final List<String> lines = new ArrayList<>();

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
    void begin(Timing timing, Moment now) {
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
