package dev.temporalfailover.simulation.world;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.Opinion;
import dev.temporalfailover.failover.status.PolicyStatus;
import dev.temporalfailover.failover.verdict.ProbeResult;
import dev.temporalfailover.failover.verdict.RegionVerdict;
import dev.temporalfailover.failover.verdict.Vote;
import dev.temporalfailover.simulation.setting.Mutation;
import dev.temporalfailover.simulation.setting.SimulatedProcess;
import dev.temporalfailover.simulation.setting.Told;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One pod of a region: an observer that may come to lead, with its clocks, its Lease and its place in the network. */
public final class Instance extends Pod {
    private static final Instant MIDNIGHT = Instant.parse("2026-01-01T00:00:00Z");
    /** A follower's tick changes nothing unless something woke it; every so many are run all the same. */
    private static final int IDLE_TICKS = 8;
    /** Nor does a follower's look at verdicts that time alone can change, unless the region has no leader. */
    private static final int IDLE_LOOKS = 3;

    public final String region;
    /** Null while it is honest. */
    Traitor traitor;

    private final Cluster cluster;
    private final Streaks streaks;
    private long wallOffset;
    private long worstOffset;
    private boolean wakeAsked;
    private int ticks;
    private boolean led;
    private String deathWish = "";
    private PolicyStatus status;
    private SimulatedProcess process;
    private ClusterLease lease;
    private ClusterIntents intents;
    private final Reports reports;
    private final Watches watches;
    /** When each observer was last heard, true time; while this instance leads. */
    private final Map<Instance, Long> crew = new LinkedHashMap<>();

    private Told own;
    private int looks;
    private Map<String, RegionVerdict> judged = Map.of();
    private Duration connectivityAt = Duration.ZERO;

    /** The process ends where it stands. */
    static final class Died extends RuntimeException {
        Died(String where) {
            super(where, null, false, false);
        }
    }

    Instance(World world, Cluster cluster, String name) {
        super(world, cluster.region, name);
        this.cluster = cluster;
        this.region = cluster.region;
        this.streaks = new Streaks(world, this);
        this.reports = new Reports(world, this);
        this.watches = new Watches(world, this);
        this.wallOffset = world.random.nextInt(1_000) - 500;
        this.worstOffset = Math.abs(wallOffset);
    }

    public Moment moment() {
        return new Moment(MIDNIGHT.plusMillis(world.time.now() + wallOffset), now());
    }

    /** How wrong its wall clock has ever been, ms. */
    public long worstOffset() {
        return worstOffset;
    }

    public void wallJumps(long by) {
        wallOffset += by;
        worstOffset = Math.max(worstOffset, Math.abs(wallOffset));
    }

    public PolicyStatus status() {
        return up() ? status : null;
    }

    public ClusterIntents intents() {
        return intents;
    }

    Reports reports() {
        return reports;
    }

    public Watches watches() {
        return watches;
    }

    /** What the connectivity checks last found, or when they last looked. */
    Duration connectivityAt() {
        return connectivityAt;
    }

    @Override
    void begin() {
        wakeAsked = false;
        deathWish = "";
        status = null;
        own = null;
        judged = Map.of();
        looks = 0;
        led = false;
        ticks = 0;
        streaks.forget();
        reports.forget();
        watches.forget();
        crew.clear();
        lease = new ClusterLease(world, this, cluster);
        intents = new ClusterIntents(world, this, cluster);
        process = world.process(this, lease, intents, new ClusterRoutes(world, this, cluster));
        long tick = world.scenario.times().tick().toMillis();
        every(tick, this::look);
        every(tick, () -> {
            if (led || leads() || ++ticks % IDLE_TICKS == 0) {
                tick();
            }
        });
        later(world.random.nextInt(2_000), this::elect);
        watchSoon();
    }

    /** An orderly end: the Lease is given back and the leader told. */
    public void stop() {
        if (up()) {
            lease.close();
            Instance leader = leaderThere();
            if (leader != null && leader.runs() && reports.to(leader)) {
                leader.takesLeave(this);
            }
            crash("is stopped");
        }
    }

    /** The next write of its process is its last act. */
    public void wishDeath(String where) {
        deathWish = where;
    }

    void mayDie(String where) {
        if (where.equals(deathWish)) {
            throw new Died(where);
        }
    }

    /** What the judge thread and the exchange do once a tick. */
    private void look() {
        lead();
        connectivityAt = now();
        if (leads() || ++looks % IDLE_LOOKS == 0) {
            if (judges() && process.judge(now())) {
                wake();
            }
            judged();
        }
        if (world.scenario.observers() > 1) {
            reports.beat();
        }
        if (world.scenario.exchanges()) {
            watches.beat();
        }
    }

    private void lead() {
        if (!leads()) {
            crew.clear();
        }
        boolean leads = leads() && world.options.mutation() != Mutation.QUORUM_IGNORED;
        if (judges() && process.leads(leads, now())) {
            judged();
            wake();
        }
    }

    public boolean leads() {
        return lease.leads();
    }

    void wake() {
        if (!wakeAsked) {
            wakeAsked = true;
            later(world.random.nextInt(50), this::tick);
        }
    }

    private void tick() {
        wakeAsked = false;
        led = leads();
        if (!loops()) {
            return;
        }
        try {
            process.tick(moment(), world.options.mutation() == Mutation.JUDGED_FOR_EVER);
        } catch (Died died) {
            crash(died.getMessage());
        }
    }

    void published(PolicyStatus published) {
        if (world.timeline.on()) {
            say(published);
        }
        boolean turned = status == null || !status.takenOver().equals(published.takenOver());
        status = published;
        world.checks().published(this);
        if (turned) {
            judged();
        }
    }

    private void say(PolicyStatus published) {
        String was = status == null
                ? ""
                : status.decision().word() + " " + status.decision().reason();
        String is = published.decision().word() + " " + published.decision().reason();
        if (!was.equals(is)) {
            world.timeline.say(name, "decides %s", is);
        }
    }

    private void elect() {
        later(lease.attempt(), this::elect);
        lead();
    }

    void watchSoon() {
        if (up()) {
            later(5 + world.random.nextInt(500), () -> {
                if (intents.watch()) {
                    wake();
                }
            });
        }
    }

    void routesChangedSoon() {
        if (up()) {
            later(5 + world.random.nextInt(500), () -> {
                process.routesChanged();
                wake();
            });
        }
    }

    @Override
    void accept(ProbeResult result) {
        if (!judges()) {
            return;
        }
        SimulatedProcess.Change change = process.accept(result, now());
        if (change != SimulatedProcess.Change.NOTHING) {
            if (change == SimulatedProcess.Change.VERDICT) {
                wake();
            }
            reports.changed();
            judged();
        }
    }

    /** The leader an observer would report to, as it last read the Lease, or null. */
    Instance leaderThere() {
        Instance there = cluster.instance(lease.holder());
        return there == this ? null : there;
    }

    /** Another observer's report came. False if this instance does not lead. */
    boolean heard(Instance observer, boolean afresh, List<Vote> votes, Duration judged) {
        if (!leads() || !judges()) {
            return leads();
        }
        lead();
        if (!afresh && !process.knows(observer.name) && world.options.mutation() != Mutation.QUORUM_IGNORED) {
            return false;
        }
        Duration now = now();
        crew.put(observer, world.time.now() - world.scenario.missed(now.minus(judged)));
        boolean changed = process.report(observer.name, afresh, votes, List.of(), now);
        process.judgedAt(observer.name, judged, now);
        if (changed || !votes.isEmpty()) {
            judged();
        }
        if (changed) {
            wake();
        }
        return true;
    }

    /** A report under a name that no instance has. */
    void ghost(String name, boolean afresh, List<Vote> votes) {
        if (process.report(name, afresh, votes, List.of(), now())) {
            wake();
        }
        judged();
    }

    /** How many observers' votes on every target it has and counts, its own too. */
    public int crewHeard() {
        long then = world.time.now() - world.scenario.quorum().policy().fresh().toMillis() + 200;
        long known = 3 * world.scenario.interval();
        int heard = 1;
        for (Map.Entry<Instance, Long> one : crew.entrySet()) {
            heard += one.getValue() >= then && one.getKey().steady() > known ? 1 : 0;
        }
        return heard;
    }

    private void takesLeave(Instance observer) {
        crew.remove(observer);
        if (process.left(observer.name, now())) {
            wake();
        }
    }

    List<Vote> votes() {
        return process.votes();
    }

    /** After a judgement: history, and an opinion for others. */
    private void judged() {
        Map<String, RegionVerdict> now = process.said(now());
        streaks.judged(now);
        boolean leads = leads();
        if (!loops() || !leads && judges() && process.verdicts() == judged) {
            return;
        }
        judged = process.verdicts();
        Told before = own;
        own = new Told(opinion(leads), world.time.now());
        if (before == null || !Watches.same(before, own)) {
            Watches.changed(this);
            if (leads) {
                cluster.instances.forEach(one -> one.reports().guidedBy(this, own));
            }
        }
        if (leads && judges()) {
            world.checks().judged(this, now);
        }
    }

    private Opinion opinion(boolean leads) {
        Opinion.Role role = leads ? Opinion.Role.LEADER : Opinion.Role.OBSERVER;
        Optional<Long> epoch =
                status == null ? Optional.empty() : status.dns().epoch().map(EpochRecord::epoch);
        Map<String, RegionVerdict> words = told(process.verdicts(), process.said(now()));
        return Opinions.of(this, role, words, epoch, hold(), takeover(), Opinions.lags(status));
    }

    private Optional<Opinion.Told> takeover() {
        return status == null
                ? Optional.empty()
                : status.intents()
                        .takeover()
                        .filter(t -> status.takenOver().contains(t.from()))
                        .map(t -> new Opinion.Told(t.from(), t.epoch()));
    }

    private Optional<Opinion.Held> hold() {
        Moment now = moment();
        return intents.known()
                .at(now.wall())
                .hold()
                .map(h -> new Opinion.Held(
                        h.owner(), h.reason(), now.steady().plus(Duration.between(now.wall(), h.expires()))));
    }

    /** Its own view. */
    Told own() {
        return own;
    }

    @Override
    Told view() {
        Told relayed = leads() ? null : reports.relayed();
        return relayed != null ? relayed : own;
    }

    public View knows() {
        return new View(
                process.said(now()),
                lease.truly(),
                steady() - lease.since().toMillis(),
                intents.synced(),
                intents.known(),
                moment().wall(),
                streaks.held());
    }
}
