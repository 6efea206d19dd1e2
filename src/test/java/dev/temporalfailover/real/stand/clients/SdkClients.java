package dev.temporalfailover.real.stand.clients;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Main class of a user's process: the Temporal Java SDK with a worker, starters and a caller, each on a long-lived
 * connection of its own. Settings are system properties: {@code target} (HOST:PORT), {@code authority}, {@code name}, {@code
 * report} (file), {@code task.queue}, {@code clusters} ({@link Clusters#parse}), {@code starters} (threads, 2),
 * {@code rhythm} (of each of them, PT0.2S), {@code patience} (for a result, PT10S), {@code worker} (true), {@code fast}, {@code
 * reconnect} ({@link SdkChannel}), {@code dns.ttl} (seconds, {@link Settings#jvmDns}).
 */
public final class SdkClients {
    private static final Duration RHYTHM = Duration.ofMillis(50);
    private static final Duration DEADLINE = Duration.ofSeconds(1);
    private static final int UNDER_WAY = 64;

    private SdkClients() {}

    /** No arguments. */
    public static void main(String[] args) throws Exception {
        Settings.jvmDns();
        String name = Settings.needed("name");
        String queue = System.getProperty("task.queue", "payments");
        Journal journal = Settings.journal();
        Regions regions = new Regions(SdkChannel.direct());
        Clusters clusters = Clusters.parse(System.getProperty("clusters", ""));

        SdkChannel channel = SdkChannel.asSet();
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        Caller caller = new Caller(journal, clusters, regions, DEADLINE);
        Semaphore free = new Semaphore(UNDER_WAY);
        clock.scheduleAtFixedRate(
                () -> {
                    if (free.tryAcquire()) {
                        caller.call(channel.channel(), ended -> free.release());
                    }
                },
                0,
                RHYTHM.toMillis(),
                TimeUnit.MILLISECONDS);
        Duration patience = Settings.duration("patience", Duration.ofSeconds(10));
        Starters starters = new Starters(name, queue, Integer.getInteger("starters", 2), patience, journal, regions);
        starters.start();
        Worker worker = new Worker(name, queue, journal, regions);
        if (!"false".equals(System.getProperty("worker"))) {
            Thread starting = new Thread(worker::start, "worker-start");
            starting.setDaemon(true);
            starting.start();
        }
        Life.untilEnd(() -> {
            clock.shutdownNow();
            // What ends now is no error of the network.
            journal.close();
            starters.close();
            channel.close();
            worker.close();
        });
    }
}
