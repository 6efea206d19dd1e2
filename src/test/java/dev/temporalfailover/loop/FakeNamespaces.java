package dev.temporalfailover.loop;

import static dev.temporalfailover.testkit.Fixtures.EAST;
import static dev.temporalfailover.testkit.Fixtures.WEST;

import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.NamespaceReading;
import dev.temporalfailover.failover.situation.NamespaceReading.NamespaceKind;
import dev.temporalfailover.failover.situation.NamespaceReading.Side;
import dev.temporalfailover.failover.situation.ReplicationLag;
import dev.temporalfailover.failover.status.LongPoll;
import dev.temporalfailover.failover.status.QueuePollers;
import dev.temporalfailover.traffic.NamespaceSwitch;
import dev.temporalfailover.traffic.StepOutcome;
import dev.temporalfailover.traffic.StepOutcome.StepResult;
import dev.temporalfailover.traffic.Verification;
import dev.temporalfailover.traffic.Verification.Effectiveness;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Namespaces in memory, the same in both clusters. */
final class FakeNamespaces implements NamespaceSwitch {
    final Map<String, String> active = new TreeMap<>();
    final List<Step> applied = new ArrayList<>();
    long version = 1;
    /** When they were last moved: after each claim. */
    Instant since = Instant.parse("2030-01-01T00:00:00Z");

    /** How far others are behind, by region. */
    final Map<String, ReplicationLag> lags = new TreeMap<>();

    List<QueuePollers> pollers = List.of();
    Optional<LongPoll> longPoll = Optional.empty();

    /** Those whose handover has begun; a test ends it. */
    final Set<String> handing = new TreeSet<>();

    /** Each cluster states of itself that it is active. */
    boolean contested;

    StepResult next = StepResult.APPLIED;
    Effectiveness verified = Effectiveness.EFFECTIVE;

    @Override
    public List<NamespaceReading> read() {
        return active.entrySet().stream()
                .map(entry -> {
                    Side side = new Side(
                            Optional.of(entry.getValue()),
                            version,
                            false,
                            version > 1 ? Optional.of(since) : Optional.empty());
                    Side west = contested ? new Side(Optional.of(WEST), version, false, side.since()) : side;
                    return new NamespaceReading(
                            entry.getKey(),
                            NamespaceKind.MOVABLE,
                            Map.of(EAST, side, WEST, west),
                            handing.contains(entry.getKey()),
                            0,
                            "");
                })
                .toList();
    }

    @Override
    public Map<String, ReplicationLag> replication() {
        return lags;
    }

    @Override
    public List<QueuePollers> pollers() {
        return pollers;
    }

    @Override
    public Optional<LongPoll> longPoll() {
        return longPoll;
    }

    @Override
    public String render(Step step) {
        return step.toString();
    }

    @Override
    public StepOutcome apply(Step step) {
        applied.add(step);
        if (next == StepResult.APPLIED) {
            for (NamespaceReading one : step.namespaces()) {
                switch (step.batch().ask()) {
                    case UPDATE -> active.put(one.name(), step.record().active());
                    case HAND_OVER -> handing.add(one.name());
                    case CALL_OFF -> handing.remove(one.name());
                }
            }
        }
        return new StepOutcome(next, next == StepResult.APPLIED ? "" : "pay: refused", "");
    }

    @Override
    public Verification verify(Step step) {
        return new Verification(verified, "pay: not active here");
    }
}
