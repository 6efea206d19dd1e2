package dev.temporalfailover.outside.heartbeat;

import dev.temporalfailover.failover.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jboss.logging.Logger;

/**
 * The signs of life of all threads that must go on. Silence is measured in time in which this process ran: while no thread
 * gives a sign, {@link #LONGEST} at most counts, so that a machine or a process that was paused has no dead thread.
 */
public final class Heartbeats {
    static final Duration LONGEST = Duration.ofSeconds(5);
    static final Duration LOG_AGAIN = Duration.ofMinutes(1);
    private static final int KINDS = 100;
    private static final Logger LOG = Logger.getLogger("thread");

    private final Clock clock;
    private final BiConsumer<String, String> failures;
    private final Map<String, Heartbeat> threads = new ConcurrentHashMap<>();
    private final Map<String, Duration> logged = new ConcurrentHashMap<>();
    private Duration seen;
    private Duration ran = Duration.ZERO;

    /**
     * @param failures takes the thread's and the step's name of each step that failed; from any thread, must not block
     */
    public Heartbeats(Clock clock, BiConsumer<String, String> failures) {
        this.clock = clock;
        this.failures = failures;
        this.seen = clock.steady();
    }

    /**
     * The heartbeat of a thread, which counts from now on. A later one of the same name takes the place of an earlier one.
     *
     * @param bound without a round for longer it is taken for stuck or dead
     */
    public Heartbeat of(String thread, Duration bound) {
        Heartbeat one = new Heartbeat(this, thread, bound);
        threads.put(thread, one);
        return one;
    }

    /** Threads that have done no round for longer than their bound, and for how long; by name. From any thread. */
    public Map<String, Duration> silent() {
        Duration now = ran();
        Map<String, Duration> found = new TreeMap<>();
        threads.forEach((name, one) -> {
            if (one.silent(now)) {
                found.put(name, one.silence(now));
            }
        });
        return found;
    }

    /** For how long a thread has done no round; empty if none of this name has begun. From any thread. */
    public Optional<Duration> silence(String thread) {
        Duration now = ran();
        return Optional.ofNullable(threads.get(thread)).map(one -> one.silence(now));
    }

    /** How long this process has run, without its pauses. */
    synchronized Duration ran() {
        Duration now = clock.steady();
        Duration gone = now.minus(seen);
        seen = now;
        ran = ran.plus(gone.compareTo(LONGEST) > 0 ? LONGEST : gone);
        return ran;
    }

    void failed(String thread, String step, Exception why) {
        failures.accept(thread, step);
        String kind = thread + ": " + step + " " + why.getClass().getName();
        Duration now = ran();
        if (logged.size() >= KINDS) {
            logged.clear();
        }
        Duration before = logged.get(kind);
        if (before == null || now.minus(before).compareTo(LOG_AGAIN) >= 0) {
            logged.put(kind, now);
            LOG.errorf(why, "%s: %s failed; the next one goes on", thread, step);
        }
    }
}
