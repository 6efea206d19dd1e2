package dev.temporalfailover.simulation.rules;

import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.Claim;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.Intents.Takeover;
import dev.temporalfailover.failover.status.AuditEntry;
import dev.temporalfailover.failover.status.PolicyStatus;
import dev.temporalfailover.failover.verdict.RegionVerdict;
import dev.temporalfailover.failover.verdict.Verdict;
import dev.temporalfailover.simulation.setting.People;
import dev.temporalfailover.simulation.world.Instance;
import dev.temporalfailover.simulation.world.World;
import dev.temporalfailover.simulation.world.Zone;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What must be true of a takeover, and of routes that follow one while the record cannot be written. */
final class TakeoverRules {
    private final World world;
    private final Rules rules;
    private final Set<Claim> begun = new HashSet<>();
    private final List<Turn> turns = new ArrayList<>();
    private final List<Turn> audited = new ArrayList<>();

    /** A takeover began or ended. */
    private record Turn(long at, Instance by, int generation, boolean begins) {
        boolean same(Turn other) {
            return at == other.at && by == other.by && begins == other.begins;
        }
    }

    TakeoverRules(World world, Rules rules) {
        this.world = world;
        this.rules = rules;
    }

    void changed(Instance by, Optional<Takeover> before, Optional<Takeover> after) {
        after.ifPresent(t -> begun.add(Claim.takeover(t.epoch(), by.region)));
        if (before.isPresent() == after.isPresent()) {
            return;
        }
        rules.count(after.isPresent() ? "takeovers begun" : "takeovers ended");
        world.timeline.say(by.name, "takeover %s", after);
        turns.add(new Turn(world.time.now(), by, by.generation(), after.isPresent()));
        after.ifPresent(t -> takeoverHasAConfirmedCause(by, t));
    }

    /** By what its writer knew, as for a batch: a takeover that the record does not say is a move like any other. */
    private void takeoverHasAConfirmedCause(Instance by, Takeover t) {
        Optional<EpochRecord> record = recordOf(t.epoch());
        if (record.isEmpty() || !record.get().active().equals(t.from())) {
            return;
        }
        rules.count("takeovers without the record");
        long since = world.time.now() - People.REQUEST_HOLDS - 2_000 - 2 * worst();
        if (rules.people.personAsked(by.region, by.region, since)) {
            rules.count("takeovers that somebody asked for");
            return;
        }
        EpochRecord next = record.get()
                .next(
                        by.region,
                        world.scenario.policy().weightsFor(by.region),
                        by.name,
                        "active_down",
                        by.moment().wall(),
                        true);
        Step step = Step.dns("takeover", record.get().weights(), t.epoch(), next);
        Zone.Content read = new Zone.Content(record.get().weights(), record);
        Zone.Sent move = new Zone.Sent(world.time.now(), by, by.generation(), step, read, 0, by.knows());
        rules.takenOver(move);
    }

    private Optional<EpochRecord> recordOf(long epoch) {
        return world.zone.history.stream()
                .flatMap(c -> java.util.stream.Stream.concat(
                        c.before().epoch().stream(), java.util.stream.Stream.of(c.after())))
                .filter(r -> r.epoch() == epoch)
                .findFirst()
                .or(() -> world.zone.epoch().filter(r -> r.epoch() == epoch));
    }

    private long worst() {
        return world.instances.stream().mapToLong(Instance::worstOffset).max().orElse(0);
    }

    /** A route is written under a takeover, or taken back from one that ended. */
    void routeWritten(Instance writer, Step step) {
        rules.count(
                step.claim().takeover().isPresent() ? "routes under a takeover" : "routes taken back from a takeover");
        if (step.claim().takeover().isEmpty()) {
            takenBackOnlyToARegionThatServes(writer, step);
            return;
        }
        String to = step.claim().takeover().get();
        if (!begun.contains(step.claim())
                || !step.after().equals(world.scenario.policy().weightsFor(to))) {
            rules.broken("routesFollowATakeoverThatBegan", "%s writes %s, begun are %s", writer, step, begun);
        }
        if (!to.equals(writer.region) && verdict(writer, writer.region) != Verdict.DOWN) {
            rules.broken("nobodyIsLedOutOfALivingRegion", "%s writes %s", writer, step);
        }
        if (to.equals(writer.region) && verdict(writer, to) == Verdict.DOWN) {
            rules.broken("noTakeoverByARegionThatIsDown", "%s writes %s", writer, step);
        }
    }

    private void takenBackOnlyToARegionThatServes(Instance writer, Step step) {
        String to = step.record().active();
        boolean newer = writer.watches().heard.values().stream()
                .flatMap(told -> told.opinion().epoch().stream())
                .anyMatch(epoch -> epoch > step.claim().epoch());
        boolean moves = !step.before().equals(step.after());
        Verdict there = verdict(writer, to);
        boolean read = !writer.status().dns().failing();
        boolean serves = there == Verdict.HEALTHY || there == Verdict.DEGRADED && read;
        if (newer || moves && !serves) {
            rules.broken("takenBackOnlyToARegionThatServes", "%s writes %s, %s is %s", writer, step, to, there);
        }
    }

    private static Verdict verdict(Instance of, String region) {
        RegionVerdict verdict = of.knows().verdicts().get(region);
        return verdict == null ? Verdict.UNKNOWN : verdict.verdict();
    }

    void audited(Instance by, AuditEntry entry) {
        for (String step : entry.steps()) {
            boolean begins = step.contains(" begins ");
            if (step.startsWith("TAKEOVER") && step.contains(": applied") && (begins || step.contains(" ends "))) {
                audited.add(new Turn(world.time.now(), by, by.generation(), begins));
            }
        }
    }

    /** At the end: each begin and each end has one record, but where its writer died before it could write it. */
    void everyTurnIsAuditedOnce() {
        for (Turn turn : turns) {
            long records = audited.stream().filter(turn::same).count();
            boolean died = turn.by().generation() != turn.generation();
            if (records > 1 || records == 0 && !died) {
                rules.broken("everyTurnIsAuditedOnce", "%s has %d records", turn, records);
            }
        }
        for (Turn record : audited) {
            if (turns.stream().noneMatch(record::same)) {
                rules.broken("everyTurnIsAuditedOnce", "%s did not happen", record);
            }
        }
    }

    void published(Instance by) {
        if (by.status().takenOver().isEmpty()) {
            return;
        }
        if (verdict(by, by.region) == Verdict.DOWN) {
            rules.broken(
                    "noTakeoverByARegionThatIsDown",
                    "%s says so of %s",
                    by,
                    by.status().takenOver());
        }
        takeoverInOneDirectionOnly(by, by.status());
    }

    /**
     * {@code /health/takeover} of both regions must not both say yes for longer than it takes to detect a failure: then both
     * records would be out, which to Route 53 is as if both were well. Where both regions serve that does no harm, and
     * without a word from the peer it cannot be told apart from a request; so only a region that truly fails is blamed.
     */
    private void takeoverInOneDirectionOnly(Instance by, PolicyStatus status) {
        long known =
                world.scenario.detection() + world.scenario.times().staleAfter().toMillis();
        boolean canTell = by.steady() > known
                && by.hears()
                && by.pauseSince(world.time.now() - known) == 0
                && by.knows().verdicts().get(by.region).verdict() != Verdict.UNKNOWN
                && world.temporals.get(by.region).failedFor(known);
        if (!canTell) {
            return;
        }
        for (Instance other : world.instances) {
            boolean both = other.status() != null
                    && !other.paused()
                    && other.status().takenOver().contains(by.region)
                    && status.takenOver().contains(other.region);
            if (both) {
                rules.broken(
                        "takeoverInOneDirectionOnly",
                        "%s fails and says it has taken over, and %s has taken over from it",
                        by,
                        other);
            }
        }
    }
}
