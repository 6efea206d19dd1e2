package dev.temporalfailover.real.drills;

import dev.temporalfailover.real.stand.Instance;
import dev.temporalfailover.real.stand.Place;
import dev.temporalfailover.testkit.scenario.TwoRegions;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** The stand of real components as outages see it that are played on emulators too. */
record RealRegions(Play play) implements TwoRegions {

    @Override
    public void fault(String what) {
        play.fault(what);
    }

    @Override
    public void callFor(String region, String why) {
        play.callFor(Place.of(region));
    }

    @Override
    public void killTemporal(String region) {
        play.stand.temporal.get(Place.of(region)).kill();
    }

    /** It hangs, so that connections stay. */
    @Override
    public void flap(String region, Duration away, Duration back) throws Exception {
        Place place = Place.of(region);
        play.stand.temporal.get(place).hang(true);
        try {
            play.await.whileSo(away, "traffic moved twice", () -> moves() <= 1);
        } finally {
            play.stand.temporal.get(place).hang(false);
        }
        play.await.whileSo(back, "traffic moved twice", () -> moves() <= 1);
    }

    @Override
    public void cutLink() throws Exception {
        play.stand.network.link(Place.EAST.host(), Place.WEST.host(), "cut");
    }

    /** {@link Play#home} heals before the next drill. */
    @Override
    public void healed() {}

    @Override
    public Doomed killWriter() {
        AtomicReference<Instance> writer = new AtomicReference<>();
        // Before the batch is answered, so that nothing comes after it.
        play.onMove(after -> {
            Instance owner = play.stand.named(after.owner());
            owner.kill();
            writer.set(owner);
        });
        return new Doomed() {
            @Override
            public long await() throws Exception {
                play.await.until(Play.SOON, "DNS is written", () -> writer.get() != null);
                return epoch();
            }

            @Override
            public String name() {
                return writer.get().name();
            }
        };
    }

    @Override
    public void judges(String region, String other, String verdict) throws Exception {
        play.judges(Place.of(region), Place.of(other), verdict);
    }

    @Override
    public void decides(String region, String decision) throws Exception {
        play.decides(Place.of(region), decision);
    }

    @Override
    public void unmoved(Duration time) throws Exception {
        play.unmoved(time);
    }

    @Override
    public void refused(String region, String reason) throws Exception {
        play.noneFailed();
    }

    @Override
    public void moved(String name, String to) throws Exception {
        play.moved(Place.of(to), Place.EAST, Place.WEST);
    }

    @Override
    public void settled(String mayHaveMovedTo) throws Exception {
        play.steady(Place.of(play.active()));
    }

    @Override
    public int moves() {
        return play.safety.moves();
    }

    @Override
    public long epoch() {
        return play.stand.zone.state().epoch();
    }

    @Override
    public long routeEpoch(String region) {
        return play.stand.clusters.get(Place.of(region)).route().orElseThrow().epoch();
    }

    @Override
    public void found(String what) {
        play.found(what);
    }
}
