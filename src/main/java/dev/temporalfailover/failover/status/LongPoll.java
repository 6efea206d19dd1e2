package dev.temporalfailover.failover.status;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.verdict.Judge;
import java.time.Duration;
import java.util.Optional;

/**
 * How long this region's cluster of Temporal keeps a poll of a worker that gets no task: by its setting {@code
 * matching.longPollExpirationInterval}, as seen by polls of our own. A worker that polls a standby gets no task before that poll
 * has ended, even if its namespace has become active in the meantime.
 *
 * @param namespace of Temporal, where it is measured
 * @param last how long the newest poll took that ended without a task; empty if none has
 * @param before the one before that
 * @param read when the newest of them ended, {@link Moment#steady()}; empty if none has
 * @param problem why the last poll says nothing, one line for a person; empty if it does
 */
public record LongPoll(
        String namespace, Optional<Duration> last, Optional<Duration> before, Optional<Duration> read, String problem) {
    /** Above this a person is told; Temporal's default is a minute. */
    public static final Duration TOO_LONG = Duration.ofSeconds(30);

    /** What a person is told to set. */
    public static final String ADVISED = "20s";

    /** A cluster ends a poll at once while it hands task queues from host to host: that says nothing of its setting. */
    static final Duration SOONEST = Duration.ofSeconds(1);

    /** Three times the time between two polls. */
    static final Duration KNOWN = Duration.ofHours(3);

    /** Polls of the same setting differ by less. */
    static final Duration SAME = Duration.ofSeconds(2);

    /** Not polled yet. */
    public static LongPoll unread(String namespace) {
        return new LongPoll(namespace, Optional.empty(), Optional.empty(), Optional.empty(), "");
    }

    /** The same after a poll that ended without a task. */
    public LongPoll ended(Duration took, Duration now) {
        return took.compareTo(SOONEST) < 0
                ? failed("a poll ended after " + took.toMillis() + " ms, which is no long poll")
                : new LongPoll(namespace, Optional.of(took), last, Optional.of(now), "");
    }

    /** The same after a poll that says nothing. */
    public LongPoll failed(String why) {
        return new LongPoll(namespace, last, before, read, why);
    }

    /**
     * The longer of the last two: a poll that was cut short by a restart of Temporal hides nothing. Empty if none was measured.
     */
    public Optional<Duration> bound() {
        return last.map(one -> before.filter(other -> other.compareTo(one) > 0).orElse(one));
    }

    /** The bound while it is no older than {@link #KNOWN}. */
    public Optional<Duration> known(Duration now) {
        return read.filter(at -> now.minus(at).compareTo(KNOWN) <= 0).flatMap(at -> bound());
    }

    /** Whether two polls in a row say the same, and the last one was well. */
    public boolean settled() {
        return problem.isEmpty()
                && last.isPresent()
                && before.filter(other -> other.minus(last.get()).abs().compareTo(SAME) <= 0)
                        .isPresent();
    }

    /** What a person should do; empty while there is nothing. */
    public Optional<String> advice() {
        return bound().filter(time -> time.compareTo(TOO_LONG) > 0)
                .map(time -> "workers that wait in this region get their first task up to " + Judge.text(time)
                        + " after a move, as polls in namespace " + namespace + " show: set"
                        + " matching.longPollExpirationInterval to " + ADVISED
                        + " in Temporal's dynamic configuration here");
    }
}
