package dev.temporalfailover.real.stand.clients;

import java.time.Instant;

/**
 * What became of one call.
 *
 * @param micros when it ended, in microseconds of the wall clock
 * @param kind what sort of call: {@code call}, {@code attempt}, {@code start}, {@code result}, {@code poll}, {@code respond}
 * @param region who answered; empty if nobody did or it cannot be told
 * @param ok whether it worked
 * @param code gRPC's status, or the client's own word for what ended it
 * @param millis how long it took
 */
public record Seen(long micros, String kind, String region, boolean ok, String code, long millis) {

    /** When it ended. */
    public Instant at() {
        return instant(micros);
    }

    static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
    }

    static long micros(Instant at) {
        return at.getEpochSecond() * 1_000_000L + at.getNano() / 1_000;
    }
}
