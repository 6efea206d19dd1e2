package dev.temporalfailover.coordination.connectivity;

import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.failover.situation.Elsewhere.Connectivity;
import dev.temporalfailover.outside.Line;
import dev.temporalfailover.outside.heartbeat.Heartbeat;
import dev.temporalfailover.outside.heartbeat.Heartbeats;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Tells whether this instance reaches anything outside the regions: TCP connects to configured places, all of them in each
 * round. Without a witness they keep an instance that is cut off from judging all others DOWN.
 *
 * <p>One thread owns the rounds and all state. Each check waits on a thread of its own, because a name's resolution cannot
 * be ended from outside; one that hangs beyond its round is not started a second time and holds up no other.
 *
 * <p>A check that has not ended in time counts as not reached, and so do all of a round through which our own process stood
 * still for longer than the timeout. A wrong result then means cut off, and nothing is moved.
 */
public final class ConnectivityChecks implements AutoCloseable, Supplier<Connectivity> {
    private static final Logger LOG = Logger.getLogger(ConnectivityChecks.class);
    private static final int DETAIL = 500;
    private static final int ROUNDS = 3;
    private static final Duration ALIVE_WITHIN = Duration.ofSeconds(30);

    private final List<InetSocketAddress> places;
    private final Duration every;
    private final Duration timeout;
    private final Clock clock;
    private final DoubleSupplier random;
    private final Consumer<Connectivity> changed;
    private final TcpReach reach;
    private final Heartbeat heartbeat;
    private final ScheduledExecutorService rounds = Executors.newSingleThreadScheduledExecutor(daemon("connectivity"));
    private final ExecutorService looks;
    /** Checks whose threads have not come back. */
    private final BitSet busy = new BitSet();

    private volatile Connectivity last;
    private Round round;

    /** One look at all places; {@code problems} has null for a check that has not ended and "" for a place reached. */
    private record Round(Duration began, String[] problems, Future<?> deadline) {}

    /**
     * Makes checks that do nothing before {@link #start}.
     *
     * @param random in [0, 1), for jitter
     * @param changed called on the rounds' thread when {@code connected()} has changed; before the first round it is false
     */
    public ConnectivityChecks(
            ConnectivitySettings settings,
            Clock clock,
            DoubleSupplier random,
            Consumer<Connectivity> changed,
            Heartbeats heartbeats) {
        this(settings, clock, random, changed, heartbeats, new TcpReach());
    }

    ConnectivityChecks(
            ConnectivitySettings settings,
            Clock clock,
            DoubleSupplier random,
            Consumer<Connectivity> changed,
            Heartbeats heartbeats,
            TcpReach reach) {
        this.places = settings.places();
        this.every = settings.every();
        this.timeout = settings.timeout();
        this.clock = clock;
        this.random = random;
        this.changed = changed;
        this.reach = reach;
        this.heartbeat = heartbeats.of(
                "connectivity", every.plus(timeout).multipliedBy(ROUNDS).plus(ALIVE_WITHIN));
        this.looks = Executors.newFixedThreadPool(places.size(), daemon("connectivity-look"));
        this.last = new Connectivity(0, places.size(), "not checked yet", clock.steady());
    }

    /** Begins the first round at once; does not wait. Call it once. */
    public void start() {
        submit(this::begin);
    }

    /** What the last round found, {@code at} its end; before the first, nothing reached. From any thread. */
    @Override
    public Connectivity get() {
        return last;
    }

    /** Ends the rounds at once. A look under way ends by itself, within its timeout unless its name's resolution hangs. */
    @Override
    public void close() {
        rounds.shutdownNow();
        looks.shutdownNow();
    }

    private void begin() {
        String[] problems = new String[places.size()];
        Round begun = new Round(
                clock.steady(),
                problems,
                rounds.schedule(guarded(this::overdue), timeout.toNanos(), TimeUnit.NANOSECONDS));
        round = begun;
        for (int i = 0; i < problems.length; i++) {
            if (!busy.get(i)) {
                int check = i;
                looks.execute(() -> {
                    String problem = look(check);
                    submit(() -> ended(begun, check, problem));
                });
                busy.set(i);
            }
        }
    }

    private String look(int check) {
        try {
            return reach.problem(places.get(check), timeout);
        } catch (RuntimeException defect) {
            return defect.toString();
        }
    }

    private void ended(Round of, int check, String problem) {
        busy.clear(check);
        if (of != round) {
            return;
        }
        of.problems()[check] = problem;
        for (String one : of.problems()) {
            if (one == null) {
                return;
            }
        }
        of.deadline().cancel(false);
        end();
    }

    private void overdue() {
        if (round != null) {
            end();
        }
    }

    private void end() {
        Round of = round;
        round = null;
        rounds.schedule(
                guarded(this::begin),
                (long) (every.toNanos() * (0.9 + 0.2 * random.getAsDouble())),
                TimeUnit.NANOSECONDS);
        heartbeat.beat();
        Duration now = clock.steady();
        boolean stoodStill = now.minus(of.began()).minus(timeout).compareTo(timeout) > 0;
        List<String> lost = new ArrayList<>();
        for (int i = 0; i < places.size(); i++) {
            String problem = stoodStill ? "our process was paused" : of.problems()[i];
            if (problem == null || !problem.isEmpty()) {
                InetSocketAddress place = places.get(i);
                lost.add(place.getHostString() + ":" + place.getPort() + " "
                        + (problem == null ? "no answer in " + timeout.toMillis() + " ms" : problem));
            }
        }
        String detail = String.join("; ", lost);
        boolean was = last.connected();
        last = new Connectivity(places.size() - lost.size(), places.size(), Line.of(detail, DETAIL), now);
        if (last.connected() != was) {
            changed.accept(last);
        }
    }

    private void submit(Runnable task) {
        try {
            rounds.execute(guarded(task));
        } catch (RejectedExecutionException closed) {
            LOG.debug("A look that ended after close is dropped");
        }
    }

    /** The executor would keep what a task throws to itself. */
    private Runnable guarded(Runnable task) {
        return () -> heartbeat.step("check", () -> {
            try {
                task.run();
            } catch (RejectedExecutionException closed) {
                LOG.debug("Closed within a round");
            }
        });
    }

    private static ThreadFactory daemon(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
