package dev.temporalfailover.simulation.world;

import dev.temporalfailover.coordination.Leadership;
import dev.temporalfailover.simulation.setting.Mutation;
import dev.temporalfailover.simulation.setting.Scenario;
import java.time.Duration;

/** One process's hold on its region's Lease, by the rules of {@code coordination.LeaseLeadership}. */
final class ClusterLease implements Leadership {
    private final World world;
    private final Instance self;
    private final Cluster cluster;
    private final Scenario.LeaseRules times;
    private long since;
    private long until;
    private Cluster.Lease observed;
    private long observedAt;

    ClusterLease(World world, Instance self, Cluster cluster) {
        this.world = world;
        this.self = self;
        this.cluster = cluster;
        this.times = world.scenario.lease();
    }

    /** Until when to wait for the next attempt. */
    long attempt() {
        if (hindered()) {
            close();
        } else if (cluster.answers(self)) {
            tryOnce(self.steady());
        }
        double jitter = truly() ? 0 : world.random.nextDouble() * 1.2;
        return Math.round(times.retry() * (1 + jitter));
    }

    private boolean hindered() {
        return self.stuckFor() > world.scenario.judgedWithin()
                && world.options.mutation() != Mutation.STUCK_LEADERS_STAY;
    }

    private void tryOnce(long sent) {
        Cluster.Lease read = cluster.lease();
        if (observed == null || read.version() != observed.version()) {
            observed = read;
            observedAt = self.steady();
        }
        boolean free = read.holder().isEmpty() || read.holder().equals(self.name);
        if (!free && self.steady() < observedAt + times.lease()) {
            return;
        }
        boolean fresh = !truly();
        cluster.lease(read, self.name);
        observed = cluster.lease();
        observedAt = self.steady();
        since = fresh ? sent : since;
        until = sent + times.renew();
    }

    /** What the Lease says, whatever a mutation answers. */
    boolean truly() {
        return self.steady() < until;
    }

    @Override
    public boolean leads() {
        return truly() || world.options.mutation() == Mutation.EVERYBODY_LEADS;
    }

    @Override
    public Duration since() {
        return Duration.ofMillis(since);
    }

    @Override
    public String holder() {
        return observed == null ? "" : observed.holder();
    }

    @Override
    public void close() {
        if (truly() && cluster.answers(self)) {
            cluster.lease(cluster.lease(), "");
        }
        until = 0;
    }
}
