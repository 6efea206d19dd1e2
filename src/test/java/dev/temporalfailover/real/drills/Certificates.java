package dev.temporalfailover.real.drills;

import static dev.temporalfailover.real.stand.Place.EAST;
import static dev.temporalfailover.real.stand.Place.REGIONS;
import static dev.temporalfailover.real.stand.Place.WITNESS;

import dev.temporalfailover.real.stand.Instance;
import dev.temporalfailover.real.stand.Place;
import java.time.Duration;
import java.time.Instant;

/** The certificates of all instances are replaced, expire, and are replaced again. */
final class Certificates implements Drill {
    private static final Duration WATCH = Duration.ofSeconds(5);
    private static final Duration SHORT = Duration.ofSeconds(8);

    @Override
    public String name() {
        return "certificates";
    }

    @Override
    public String shows() {
        return "certificates are rotated: nobody falls silent; they expire: instances hear nobody, say so, move nothing; renewed: all is well";
    }

    @Override
    public void play(Play play) throws Exception {
        play.fault("certificates of all places are rotated");
        for (Place place : Place.ALL) {
            play.stand.certificate(place, Duration.ofDays(1));
        }
        play.unmoved(WATCH);
        play.steady(EAST);
        play.timeline.say("everybody hears everybody with the new ones");
        for (Place place : Place.ALL) {
            play.stand.certificate(place, SHORT);
        }
        play.fault("certificates that expire after " + SHORT.toSeconds() + " s");
        play.unmoved(SHORT.plusSeconds(2));
        // Who is connected stays so; whoever connects now is refused.
        Instance witness = play.witness();
        witness.terminate();
        witness.start();
        play.await.until(
                Play.SOON, "the witness is not heard", () -> REGIONS.stream().allMatch(region -> play.view(region)
                        .filter(view -> !view.places().containsKey(WITNESS.name()))
                        .isPresent()));
        play.timeline.mark("refused", "the witness is not heard with its expired certificate");
        play.unmoved(WATCH);
        for (Place place : Place.ALL) {
            play.stand.certificate(place, Duration.ofDays(1));
        }
        Instant renewed = Instant.now();
        play.steady(EAST);
        play.found("heard again " + Duration.between(renewed, Instant.now()).toSeconds()
                + " s after the renewal, without a restart");
        play.noneFailed();
    }
}
