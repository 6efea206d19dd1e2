package dev.temporalfailover.simulation;

import dev.temporalfailover.api.PolicyStatus;
import dev.temporalfailover.failover.EpochRecord;
import dev.temporalfailover.failover.Intents;
import dev.temporalfailover.failover.RegionVerdict;
import dev.temporalfailover.failover.Step;
import dev.temporalfailover.failover.Verdict;
import dev.temporalfailover.telemetry.AuditEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The invariants, checked whenever something happens that could break one: a batch is sent, the zone changes, a route is
 * written, an audit record or a status comes out. They know the truth of the world and never ask the code under test.
 */
final class Rules {
    private static final Set<String> BY_OURSELVES = Set.of("active_down", "escape");

    private final World world;
    private Violation first;
    private final List<Asked> requests = new ArrayList<>();
    private final List<Asked> acknowledgements = new ArrayList<>();
    private final List<Zone.Sent> sent = new ArrayList<>();
    private final Map<Long, List<AuditEntry>> audits = new HashMap<>();
    final Map<String, Integer> counts = new java.util.TreeMap<>();

    /** @param rule the method of this class, or of {@link Simulation} */
    record Violation(String rule, String text) {}

    private record Asked(long at, String region, Intents.Request request) {}

    Rules(World world) {
        this.world = world;
    }

    Optional<Violation> violation() {
        return Optional.ofNullable(first);
    }

    void broken(String rule, String format, Object... values) {
        String text = String.format(format, values);
        world.timeline.say("VIOLATION", "%s: %s", rule, text);
        if (first == null) {
            first = new Violation(rule, text);
        }
    }

    void count(String what) {
        counts.merge(what, 1, Integer::sum);
    }

    /** A person or an alert asked for a move. */
    void requested(String region, Intents.Request request) {
        requests.add(new Asked(world.time.now(), region, request));
    }

    void acknowledged(String region) {
        acknowledgements.add(new Asked(world.time.now(), region, null));
    }

    void sent(Zone.Sent batch) {
        String reason = batch.step().record().reason();
        count("batches sent");
        onlyTheLeaderWrites(batch);
        if (reason.equals("adopted")) {
            return;
        }
        targetIsHealthyUnlessForced(batch, reason);
        holdIsObeyed(batch, reason);
        if (BY_OURSELVES.contains(reason)) {
            onlyFromARegionThatIsDown(batch);
            ourOwnFaultsNeverFailOver(batch);
            quietPeriodIsKept(batch);
        }
        if (reason.equals("escape")) {
            escapeHasItsConditions(batch);
        }
        if (reason.equals("requested") || reason.equals("forced")) {
            somebodyAskedForIt(batch, reason);
        }
        if (reason.equals("taken_over")) {
            takeoverWasDecidedBefore(batch);
        }
        sent.add(batch);
    }

    void committed(Zone.Commit commit) {
        count("zone changes");
        count("zone changes: " + commit.after().reason());
        neverAllZero(commit);
        oneWriterByCompare(commit);
        if (!commit.after().reason().equals("adopted")) {
            oneAutomaticSwitchPerHoldDown(commit);
            velocityCapHolds(commit);
        }
    }

    private void onlyTheLeaderWrites(Zone.Sent s) {
        if (!s.view().leads()) {
            broken("onlyTheLeaderWrites", "%s sends %s without the Lease", s.writer(), s.step());
        }
        if (!s.view().synced()) {
            broken("onlyTheLeaderWrites", "%s sends %s without having read the intents", s.writer(), s.step());
        }
    }

    private void targetIsHealthyUnlessForced(Zone.Sent s, String reason) {
        RegionVerdict target = s.view().verdicts().get(s.step().record().active());
        boolean healthy = target != null && target.verdict() == Verdict.HEALTHY;
        if (!healthy && !reason.equals("forced")) {
            broken("targetIsHealthyUnlessForced", "%s sends %s, target %s", s.writer(), s.step(), verdict(target));
        }
    }

    private void onlyFromARegionThatIsDown(Zone.Sent s) {
        RegionVerdict left = s.view().verdicts().get(left(s));
        if (left == null || left.verdict() != Verdict.DOWN) {
            broken("onlyFromARegionThatIsDown", "%s sends %s, which is %s", s.writer(), s.step(), verdict(left));
        }
    }

    /** The region truly failed for its clients not long ago: neither a cut, a pause, a token nor overload may look like it. */
    private void ourOwnFaultsNeverFailOver(Zone.Sent s) {
        if (!world.temporals.get(left(s)).failedSince(s.at() - world.scenario.failedFor())) {
            broken("ourOwnFaultsNeverFailOver", "%s sends %s, but %s did not fail", s.writer(), s.step(), left(s));
        }
    }

    private void holdIsObeyed(Zone.Sent s, String reason) {
        Optional<Intents.Hold> hold = s.view().intents().at(s.view().wall()).hold();
        if (hold.isPresent() && !reason.equals("forced")) {
            broken("holdIsObeyed", "%s sends %s against %s", s.writer(), s.step(), hold.get());
        }
    }

    private void quietPeriodIsKept(Zone.Sent s) {
        if (s.view().ledFor() < world.scenario.policy().quietPeriod().toMillis()) {
            broken(
                    "quietPeriodIsKept",
                    "%s sends %s, %d ms after it began",
                    s.writer(),
                    s.step(),
                    s.view().ledFor());
        }
    }

    private void escapeHasItsConditions(Zone.Sent s) {
        long needed = world.scenario.policy().escapeAfter().toMillis();
        for (String region : Scenario.REGIONS) {
            if (s.view().heldFor().get(region) < needed) {
                broken("escapeHasItsConditions", "%s sends %s, %s held %s", s.writer(), s.step(), region, s.view());
            }
        }
    }

    private void somebodyAskedForIt(Zone.Sent s, String reason) {
        long lasts = Operators.REQUEST_HOLDS + 2_000 + 2 * s.writer().worstOffset() + worst();
        boolean asked = requests.stream()
                .anyMatch(a -> a.region().equals(s.writer().region)
                        && a.request().to().equals(s.step().record().active())
                        && (a.request().force() && !a.request().automatic() || !reason.equals("forced"))
                        && a.at() + lasts >= s.at());
        if (!asked) {
            broken("somebodyAskedForIt", "%s sends %s as %s, which nobody asked for", s.writer(), s.step(), reason);
        }
    }

    private void takeoverWasDecidedBefore(Zone.Sent s) {
        boolean decided = sent.stream()
                .anyMatch(b -> b.writer().region.equals(s.writer().region)
                        && b.step().epochBefore() == s.step().epochBefore()
                        && b.step().record().active().equals(s.step().record().active())
                        && !b.step().record().reason().equals("taken_over"));
        if (!decided) {
            broken("takeoverWasDecidedBefore", "%s sends %s", s.writer(), s.step());
        }
    }

    private void neverAllZero(Zone.Commit c) {
        Map<String, Integer> after = world.zone.weights();
        boolean sound = after.values().stream().anyMatch(w -> w > 0)
                && after.keySet().equals(c.before().weights().keySet())
                && after.getOrDefault(c.after().active(), 0) > 0;
        if (!sound) {
            broken("neverAllZero", "%s after %s", after, c.sent().step());
        }
    }

    private void oneWriterByCompare(Zone.Commit c) {
        long was = c.before().epoch().map(EpochRecord::epoch).orElse(0L);
        // An adoption starts above what routes carry from an epoch record that somebody deleted.
        boolean grows = was == 0 ? c.after().epoch() > 0 : c.after().epoch() == was + 1;
        if (!grows || !c.before().equals(c.sent().read())) {
            broken(
                    "oneWriterByCompare",
                    "%s over epoch %d by %s",
                    c.sent().step(),
                    was,
                    c.sent().writer());
        }
    }

    /** Truly automatic: our own decisions, and those that an alert asked for, whatever the record says. */
    private boolean automatic(Zone.Sent s) {
        String reason = s.step().record().reason();
        return BY_OURSELVES.contains(reason)
                || reason.equals("requested")
                        && requests.stream()
                                .filter(a -> a.region().equals(s.writer().region)
                                        && a.at() <= s.at()
                                        && a.request()
                                                .to()
                                                .equals(s.step().record().active()))
                                .reduce((a, b) -> b)
                                .filter(a -> a.request().automatic())
                                .isPresent();
    }

    private void oneAutomaticSwitchPerHoldDown(Zone.Commit c) {
        if (!automatic(c.sent()) || c.after().reason().equals("escape")) {
            return;
        }
        for (Zone.Commit past : world.zone.history) {
            // Who did not see it appear knows only when it was sent; a batch may arrive late.
            boolean sawIt = c.sent().watched() <= past.at();
            long age = c.sent().at() - (sawIt ? past.at() : past.sent().at());
            boolean counts = past != c && automatic(past.sent());
            long skew = 1_000
                    + past.sent().writer().worstOffset()
                    + c.sent().writer().worstOffset();
            if (counts && age < world.scenario.policy().holdDown().toMillis() - skew && !seen(past, c, skew)) {
                broken("oneAutomaticSwitchPerHoldDown", "%s, %d s after %s", c.after(), age / 1_000, past.after());
            }
        }
    }

    /** True if a person of the writer's region acknowledged the past switch. */
    private boolean seen(Zone.Commit past, Zone.Commit c, long skew) {
        return acknowledgements.stream()
                .anyMatch(a -> a.region().equals(c.sent().writer().region)
                        && a.at() >= past.at() - skew - worst()
                        && a.at() <= c.sent().at());
    }

    private void velocityCapHolds(Zone.Commit c) {
        if (!automatic(c.sent())) {
            return;
        }
        long skew = 1_000 + c.sent().writer().worstOffset() + worst();
        long window = world.scenario.policy().switchWindow().toMillis() - skew;
        long recent = world.zone.history.stream()
                .filter(past -> past != c
                        && automatic(past.sent())
                        && past.at() > c.sent().at() - window)
                .count();
        if (recent >= world.scenario.policy().maxSwitches()) {
            broken("velocityCapHolds", "%s is number %d", c.after(), recent + 1);
        }
    }

    void routeWritten(Instance writer, Cluster.Route before, Step step) {
        count("route changes");
        long now = world.time.now();
        if (step.record().epoch() <= before.epoch()) {
            broken("routesNeverGoBack", "%s writes %s over epoch %d", writer, step, before.epoch());
        }
        boolean truth = world.zone.epoch().filter(step.record()::equals).isPresent();
        long oldest = now
                - world.scenario.times().readInterval().toMillis() * 6 / 5
                - 2 * world.scenario.times().tick().toMillis()
                - worstPause();
        boolean recent = world.zone.history.stream()
                .anyMatch(c -> c.before().epoch().filter(step.record()::equals).isPresent() && c.at() >= oldest);
        if (!truth && !recent) {
            broken("routesFollowTheZone", "%s writes %s, the zone says %s", writer, step, world.zone.epoch());
        }
        if (!writer.view().leads()) {
            broken("onlyTheLeaderWrites", "%s writes %s without the Lease", writer, step);
        }
    }

    void audited(Instance by, AuditEntry entry) {
        count("audit records");
        if (!entry.reason().equals("follow")) {
            audits.computeIfAbsent(entry.epoch(), e -> new ArrayList<>()).add(entry);
        }
        boolean forced = entry.reason().equals("forced");
        if (entry.forced() && !forced) {
            broken("forceIsNamed", "%s is forced as %s", entry.epoch(), entry.reason());
        }
    }

    /** The product's own guard found a plan that breaks an invariant: the rules before it have a hole. */
    void noted(Instance by, String note) {
        if (note.contains("breaks an invariant")) {
            broken("ownGuardIsNeverNeeded", "%s: %s", by, note);
        }
    }

    /** At the end: each change of the zone has one record that says so, but where its writer died before it could write it. */
    void everyChangeIsAuditedOnce() {
        for (Zone.Commit c : world.zone.history) {
            List<AuditEntry> of = audits.getOrDefault(c.after().epoch(), List.of()).stream()
                    .filter(e -> e.instance().equals(c.after().owner())
                            && e.to().equals(c.after().active()))
                    .toList();
            long applied = of.stream().filter(e -> e.result().equals("applied")).count();
            boolean died = c.sent().writer().generation() != c.sent().generation();
            boolean open = of.stream().anyMatch(e -> e.result().equals("uncertain"));
            if (applied > 1 || applied == 0 && !open && !died) {
                broken(
                        "everyChangeIsAuditedOnce",
                        "epoch %d has %d records: %s",
                        c.after().epoch(),
                        applied,
                        of.stream().map(AuditEntry::result).toList());
            }
        }
    }

    /**
     * {@code /health/takeover} of both regions must not both say yes for longer than it takes to detect a failure: then both
     * records would be out, which to Route 53 is as if both were well. Where both regions serve that does no harm, and
     * without a word from the peer it cannot be told apart from a request; so only a region that truly fails is blamed.
     */
    void published(Instance by) {
        PolicyStatus status = by.status();
        long known =
                world.scenario.detection() + world.scenario.times().staleAfter().toMillis();
        boolean canTell = by.steady() > known
                && by.hears()
                && world.temporals.get(by.region).failedFor(known);
        if (status.takenOver().isEmpty() || !canTell) {
            return;
        }
        for (Instance other : world.instances) {
            boolean both = other.status() != null
                    && !other.paused()
                    && other.status().takenOver().contains(by.region)
                    && status.takenOver().contains(other.region);
            if (both) {
                broken(
                        "takeoverInOneDirectionOnly",
                        "%s fails and says it has taken over, and %s has taken over from it",
                        by,
                        other);
            }
        }
    }

    private long worst() {
        return world.instances.stream().mapToLong(Instance::worstOffset).max().orElse(0);
    }

    private long worstPause() {
        return world.scenario.lease().renew();
    }

    private static String left(Zone.Sent s) {
        return s.read().epoch().map(EpochRecord::active).orElse("");
    }

    private static String verdict(RegionVerdict v) {
        return v == null ? "unjudged" : v.verdict() + " (" + v.why() + ")";
    }
}
