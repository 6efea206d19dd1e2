package dev.temporalfailover.simulation.rules;

import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.status.AuditEntry;
import dev.temporalfailover.failover.verdict.RegionVerdict;
import dev.temporalfailover.simulation.setting.People;
import dev.temporalfailover.simulation.world.Checks;
import dev.temporalfailover.simulation.world.Cluster;
import dev.temporalfailover.simulation.world.Instance;
import dev.temporalfailover.simulation.world.World;
import dev.temporalfailover.simulation.world.Zone;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The invariants, checked whenever something happens that could break one: a batch is sent, the zone changes, a route is
 * written, a leader judges, an audit record or a status comes out. They know the truth of the world and never ask the code
 * under test. Each is a method of its name, here or in one of the classes that this one asks.
 */
public final class Rules implements Checks {
    /** Reasons of moves that the service decided by itself because the active region is DOWN. */
    static final Set<String> BY_OURSELVES = Set.of("active_down", "escape");

    private final World world;
    private Violation first;
    private final SendingRules sending;
    private final EvidenceRules evidence;
    private final FailbackRules failback;
    private final PaceRules pace;
    private final AuditRules audit;
    private final TakeoverRules takeover;
    private final StuckRules stuck;
    private final NamespaceRules namespaces;
    final People people = new People();
    public final Map<String, Integer> counts = new TreeMap<>();

    /** @param rule its method */
    public record Violation(String rule, String text) {}

    public Rules(World world) {
        this.world = world;
        this.sending = new SendingRules(world, this);
        this.evidence = new EvidenceRules(world, this);
        this.failback = new FailbackRules(world, this);
        this.pace = new PaceRules(world, this);
        this.audit = new AuditRules(world, this);
        this.takeover = new TakeoverRules(world, this);
        this.stuck = new StuckRules(world, this);
        this.namespaces = new NamespaceRules(world, this);
    }

    public Optional<Violation> violation() {
        return Optional.ofNullable(first);
    }

    public void broken(String rule, String format, Object... values) {
        String text = String.format(format, values);
        world.timeline.say("VIOLATION", "%s: %s", rule, text);
        if (first == null) {
            first = new Violation(rule, text);
        }
    }

    public void count(String what) {
        counts.merge(what, 1, Integer::sum);
    }

    /** A takeover that moves the traffic without the record, as the batch that it stands for. */
    void takenOver(Zone.Sent move) {
        sending.takenOver(move);
        evidence.sent(move, "active_down");
        pace.sent(move, "active_down");
    }

    /** A person or an alert asked for a move. */
    public void requested(String region, Intents.Request request) {
        people.asked(world.time.now(), region, request);
    }

    public void acknowledged(String region) {
        people.acknowledged(world.time.now(), region);
    }

    @Override
    public void sent(Zone.Sent batch) {
        count("batches sent");
        sending.sent(batch);
        String reason = batch.step().record().reason();
        if (!reason.equals("adopted")) {
            evidence.sent(batch, reason);
            failback.sent(batch, reason);
            pace.sent(batch, reason);
            namespaces.sent(batch, reason);
        }
    }

    @Override
    public void committed(Zone.Commit commit) {
        count("zone changes");
        count("zone changes: " + commit.after().reason());
        sending.committed(commit);
        if (!commit.after().reason().equals("adopted")) {
            failback.committed(commit);
            pace.committed(commit);
        }
    }

    @Override
    public void judged(Instance leader, Map<String, RegionVerdict> verdicts) {
        evidence.judged(leader, verdicts);
    }

    @Override
    public void routeWritten(Instance writer, Cluster.Route before, Step step) {
        count("route changes");
        boolean takesBack = step.claim().takesBack(before.claim());
        if (!step.claim().after(before.claim()) && !takesBack) {
            broken("routesNeverGoBack", "%s writes %s over epoch %s", writer, step, before.claim());
        }
        if (!writer.knows().leads()) {
            broken("onlyTheLeaderWrites", "%s writes %s without the Lease", writer, step);
        }
        if (step.claim().takeover().isPresent() || takesBack) {
            takeover.routeWritten(writer, step);
        } else {
            routesFollowTheZone(writer, step);
        }
    }

    private void routesFollowTheZone(Instance writer, Step step) {
        long now = world.time.now();
        boolean truth = world.zone.epoch().filter(step.record()::equals).isPresent();
        long oldest =
                now - world.scenario.longestLook() - world.scenario.lease().renew();
        boolean recent = world.zone.history.stream()
                .anyMatch(c -> c.before().epoch().filter(step.record()::equals).isPresent() && c.at() >= oldest);
        if (!truth && !recent) {
            broken("routesFollowTheZone", "%s writes %s, the zone says %s", writer, step, world.zone.epoch());
        }
    }

    @Override
    public void audited(Instance by, AuditEntry entry) {
        count("audit records");
        audit.audited(entry);
        takeover.audited(by, entry);
    }

    /** The product's own guard found a plan that breaks an invariant: the rules before it have a hole. */
    @Override
    public void noted(Instance by, String note) {
        if (note.contains("breaks an invariant")) {
            broken("ownGuardIsNeverNeeded", "%s: %s", by, note);
        }
    }

    public void everyChangeIsAuditedOnce() {
        audit.everyChangeIsAuditedOnce();
        takeover.everyTurnIsAuditedOnce();
    }

    /** An instance stores a takeover, or keeps it in memory, or ends it. */
    @Override
    public void takeover(Instance by, Optional<Intents.Takeover> before, Optional<Intents.Takeover> after) {
        takeover.changed(by, before, after);
    }

    @Override
    public void published(Instance by) {
        stuck.published(by);
        takeover.published(by);
        namespaces.published(by);
    }

    @Override
    public void namespaceMoved(Instance writer, String name, Step step) {
        namespaces.moved(writer, name, step);
    }

    @Override
    public void workersRestarted(Instance writer, Cluster.Workers before, Step step) {
        namespaces.restarted(writer, before, step);
    }

    /** The namespaces are active in the region that carries the traffic, by its own cluster's word. */
    public void namespacesFollow(String region) {
        namespaces.theyFollow(region);
    }

    /** Both clusters say the same of each namespace. */
    public void clustersAgree() {
        namespaces.theyAgree();
    }
}
