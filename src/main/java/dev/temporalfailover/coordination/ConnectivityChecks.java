package dev.temporalfailover.coordination;

import dev.temporalfailover.failover.situation.Elsewhere.Connectivity;
import dev.temporalfailover.outside.Line;
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
 * round. Where no witness is, this keeps an instance that is cut off from taking the rest of the world for dead.
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

    private final List<InetSocketAddress> places;
    private final Duration every;
    private final Duration timeout;
    private final Supplier<Duration> steady;
    private final DoubleSupplier random;
    private final Consumer<Connectivity> changed;
    private final TcpReach reach;
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
     * @param steady monotonic time since this process started, {@code Moment.steady()}
     * @param random in [0, 1), for jitter
     * @param changed called on the rounds' thread when {@code connected()} has changed; before the first round it is false
     */
    public ConnectivityChecks(
            ConnectivitySettings settings,
            Supplier<Duration> steady,
            DoubleSupplier random,
            Consumer<Connectivity> changed) {
        this(settings, steady, random, changed, new TcpReach());
    }

    ConnectivityChecks(
            ConnectivitySettings settings,
            Supplier<Duration> steady,
            DoubleSupplier random,
            Consumer<Connectivity> changed,
            TcpReach reach) {
        this.places = settings.places();
        this.every = settings.every();
        this.timeout = settings.timeout();
        this.steady = steady;
        this.random = random;
        this.changed = changed;
        this.reach = reach;
        this.looks = Executors.newFixedThreadPool(places.size(), daemon("connectivity-look"));
        this.last = new Connectivity(0, places.size(), "not checked yet", steady.get());
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
                steady.get(),
                problems,
                rounds.schedule(guarded(this::overdue), timeout.toNanos(), TimeUnit.NANOSECONDS));
        round = begun;
        for (int i = 0; i < problems.length; i++) {
            if (!busy.get(i)) {
                int check = i;
                looks.execute(() -> {
                    String problem = reach.problem(places.get(check), timeout);
                    submit(() -> ended(begun, check, problem));
                });
                busy.set(i);
            }
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
        Duration now = steady.get();
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
    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RejectedExecutionException closed) {
                LOG.debug("Closed within a round");
            } catch (RuntimeException e) {
                LOG.error("A task of the connectivity checks failed", e);
            }
        };
    }

    private static ThreadFactory daemon(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
