package dev.temporalfailover.emulator.clients;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** All clients, each calling at a steady rate, spread evenly. */
public final class Clients implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofMillis(250);

    private final List<Client> clients;
    private final Moves moves;
    private final LongSupplier nanos;
    private final AtomicLong ids = new AtomicLong();
    private final ScheduledExecutorService threads;
    private final List<RuntimeException> broken = new CopyOnWriteArrayList<>();

    public Clients(List<Client> clients, Moves moves, LongSupplier nanos) {
        this.clients = List.copyOf(clients);
        this.moves = moves;
        this.nanos = nanos;
        ThreadFactory daemon = task -> {
            Thread thread = new Thread(task, "clients");
            thread.setDaemon(true);
            return thread;
        };
        // One each: a call that waits for a dead server must not delay the others' calls.
        this.threads = Executors.newScheduledThreadPool(clients.size(), daemon);
    }

    /** Begins to call. */
    public void start() {
        long apart = INTERVAL.toNanos() / clients.size();
        for (int i = 0; i < clients.size(); i++) {
            int number = i;
            threads.scheduleAtFixedRate(() -> call(number), number * apart, INTERVAL.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void call(int number) {
        if (moves.gone(number)) {
            return;
        }
        try {
            Client.Result result = clients.get(number).call("workflow-" + ids.incrementAndGet());
            moves.call(number, result.region(), result.ok(), nanos.getAsLong());
        } catch (RuntimeException bug) {
            // The executor would end this client's calls without a word.
            broken.add(bug);
        }
    }

    /** Clients that failed by their own fault; none of that is part of the story. */
    public List<RuntimeException> broken() {
        return List.copyOf(broken);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        clients.forEach(Client::close);
    }
}
