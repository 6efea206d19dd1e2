package dev.temporalfailover.simulation.world;

import dev.temporalfailover.coordination.IntentStore;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.simulation.setting.Mutation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** One process's copy of its region's intents: read from a watch, changed by compare-and-swap. */
public final class ClusterIntents implements IntentStore {
    private final World world;
    private final Instance self;
    private final Cluster cluster;
    /** What its process knows of the takeover while that could not be stored. */
    private Optional<Kept> memory = Optional.empty();

    private Cluster.Stored known = new Cluster.Stored(Intents.NONE, 0);

    /** A change that could not be stored over what was stored. */
    private record Kept(Optional<Intents.Takeover> stored, Optional<Intents.Takeover> wanted) {}

    ClusterIntents(World world, Instance self, Cluster cluster) {
        this.world = world;
        this.self = self;
        this.cluster = cluster;
    }

    boolean synced() {
        return known.version() > 0;
    }

    Intents known() {
        return known.intents();
    }

    /** What the watch brings. True if it is new. */
    boolean watch() {
        if (!cluster.answers(self) || cluster.intents().version() <= known.version()) {
            return false;
        }
        known = cluster.intents();
        return true;
    }

    @Override
    public Intents read(String policy) {
        Intents read = known.intents();
        return switch (world.options.mutation()) {
            case HOLD_IGNORED -> read.withHold(Optional.empty());
            case EVERY_REQUEST_FORCES -> read.withRequest(read.request().map(r -> request(r, r.automatic(), true)));
            case ALERTS_ARE_PEOPLE -> read.withRequest(read.request().map(r -> request(r, false, r.force())));
            case OLD_TAKEOVERS_COUNT ->
                read.withTakeover(read.takeover()
                        .map(t -> new Intents.Takeover(
                                t.from(),
                                world.zone.epoch().map(EpochRecord::epoch).orElse(t.epoch()),
                                t.since())));
            case TAKEOVER_FORGOTTEN -> read.withTakeover(Optional.empty());
            default -> read;
        };
    }

    private static Intents.Request request(Intents.Request r, boolean automatic, boolean force) {
        return new Intents.Request(r.kind(), r.to(), r.by(), r.reason(), automatic, force, r.expires());
    }

    @Override
    public boolean live() {
        return (synced() && cluster.answers(self)) || world.options.mutation() == Mutation.UNREAD_INTENTS_ARE_NONE;
    }

    @Override
    public Intents update(String policy, UnaryOperator<Intents> change) {
        Optional<Intents.Takeover> stored = known.intents().takeover();
        Intents in = memory.filter(kept -> kept.stored().equals(stored))
                .map(kept -> known.intents().withTakeover(kept.wanted()))
                .orElse(known.intents());
        Optional<Intents.Takeover> wanted = change.apply(in).takeover();
        if (!wanted.equals(in.takeover())) {
            world.checks().takeover(self, in.takeover(), wanted);
            memory = Optional.of(new Kept(stored, wanted));
        }
        Intents after = store(change);
        memory = Optional.empty();
        return after;
    }

    private Intents store(UnaryOperator<Intents> change) {
        if (!cluster.answers(self)) {
            throw new UncheckedIOException(new IOException("no API server"));
        }
        java.time.Instant now = self.moment().wall();
        Intents after = change.apply(cluster.intents().intents().at(now)).at(now);
        Cluster.Stored stored = cluster.intents(after);
        if (cluster.losesAnswers.strikes(self.region)) {
            throw new UncheckedIOException(new IOException("no answer"));
        }
        known = stored;
        return after;
    }
}
