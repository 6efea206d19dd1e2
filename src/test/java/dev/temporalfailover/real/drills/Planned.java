package dev.temporalfailover.real.drills;

import static dev.temporalfailover.real.stand.Place.EAST;
import static dev.temporalfailover.real.stand.Place.WEST;

import dev.temporalfailover.real.stand.Traffic;
import dev.temporalfailover.real.stand.clients.ClientReport;
import dev.temporalfailover.real.stand.clients.Seen;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** A person moves the traffic while everything is well. */
final class Planned implements Drill {

    @Override
    public String name() {
        return "planned";
    }

    @Override
    public String shows() {
        return "a person moves the traffic, both regions healthy: no call is lost on the way, a long poll stays where it is";
    }

    @Override
    public void play(Play play) throws Exception {
        try (ClientReport poll = play.traffic.longPoll()) {
            poll.awaitOk("opening", EAST.name(), Instant.EPOCH, Play.SOON);
            play.callFor(WEST);
            play.fault("a person asks for " + WEST.name());
            play.ask("failover", Map.of("to", WEST.name(), "by", "drill", "reason", "planned"));
            play.moved(WEST, EAST, WEST);
            Optional<Seen> ended = poll.firstOk("poll", EAST.name(), Instant.EPOCH);
            play.found(ended.isEmpty() ? "the long poll stays in " + EAST.name() : "the long poll ended");
            play.noneFailed(Traffic.PROXYLESS);
        }
    }
}
