package dev.temporalfailover.loop;

import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.failover.status.DryCall;
import dev.temporalfailover.outside.heartbeat.Heartbeat;
import dev.temporalfailover.outside.heartbeat.Heartbeats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Asks other systems, on a thread of its own, what only shows when it is needed: rights, certificates, clocks, our own
 * endpoints. At once when this instance begins to answer for its region, then every {@link #EVERY}, and every {@link #AGAIN}
 * while something is wrong, so that a repair shows soon.
 */
public final class DryCalls {
    static final Duration EVERY = Duration.ofMinutes(5);
    static final Duration AGAIN = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofSeconds(1);
    /** All questions of one round, each with its deadlines, while nothing answers. */
    private static final Duration ALIVE_WITHIN = Duration.ofMinutes(10);

    private final Map<String, Supplier<List<DryCall>>> questions = new LinkedHashMap<>();
    private final BooleanSupplier wanted;
    private final ScheduledExecutorService thread;
    private final Clock clock;
    private final Heartbeat heartbeat;
    private volatile CallRound last = CallRound.NONE;
    /** When the last round ended and whether all is well; null before the first. */
    private Duration looked;

    private boolean well;

    /**
     * What was found.
     *
     * @param ended empty before the first round has ended
     */
    public record CallRound(Optional<Duration> ended, List<DryCall> faults) {
        static final CallRound NONE = new CallRound(Optional.empty(), List.of());
    }

    /**
     * @param wanted whether this instance answers for its region; others ask nothing
     * @param thread one thread, which may wait
     */
    public DryCalls(BooleanSupplier wanted, ScheduledExecutorService thread, Clock clock, Heartbeats heartbeats) {
        this.wanted = wanted;
        this.thread = thread;
        this.clock = clock;
        this.heartbeat = heartbeats.of("dry-calls", ALIVE_WITHIN);
    }

    /**
     * Adds a question; before the start only. It has its own deadlines.
     *
     * @param name one or two words, for log and metric
     */
    public void add(String name, Supplier<List<DryCall>> question) {
        questions.put(name, question);
    }

    public void start() {
        thread.scheduleWithFixedDelay(this::look, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The newest round; none while this instance does not answer for its region. */
    public CallRound last() {
        return last;
    }

    /** One look; asks if it is time. */
    void look() {
        if (!wanted.getAsBoolean()) {
            last = CallRound.NONE;
            looked = null;
        } else if (looked == null || clock.steady().minus(looked).compareTo(well ? EVERY : AGAIN) >= 0) {
            ask();
        }
        heartbeat.beat();
    }

    private void ask() {
        List<DryCall> found = new ArrayList<>();
        boolean all = true;
        for (Map.Entry<String, Supplier<List<DryCall>>> question : questions.entrySet()) {
            all &= heartbeat.step(
                    question.getKey(), () -> found.addAll(question.getValue().get()));
        }
        looked = clock.steady();
        well = all && found.isEmpty();
        // A question that failed by a defect of ours has not been answered.
        last = new CallRound(all ? Optional.of(looked) : last.ended(), List.copyOf(found));
    }
}
