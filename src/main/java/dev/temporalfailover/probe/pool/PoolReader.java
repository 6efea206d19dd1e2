package dev.temporalfailover.probe.pool;

import dev.temporalfailover.outside.Notices;
import dev.temporalfailover.outside.heartbeat.Heartbeat;
import dev.temporalfailover.outside.heartbeat.Heartbeats;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/** Reads the configured pool sources, each on its own interval, and says once when one begins or ceases to fail. */
public final class PoolReader {
    private static final Logger LOG = Logger.getLogger("pools");
    private static final Duration ALIVE_WITHIN = Duration.ofSeconds(30);
    private static final int INTERVALS = 3;

    private final Notices notices = new Notices(LOG::warn);
    private final List<PoolSource> sources;
    private final ScheduledExecutorService schedule;
    private final ExecutorService reads;
    private final PoolListener listener;
    private final RandomGenerator random;
    private final Heartbeats heartbeats;

    public PoolReader(
            List<PoolSource> sources,
            ScheduledExecutorService schedule,
            ExecutorService reads,
            PoolListener listener,
            RandomGenerator random,
            Heartbeats heartbeats) {
        this.sources = sources;
        this.schedule = schedule;
        this.reads = reads;
        this.listener = listener;
        this.random = random;
        this.heartbeats = heartbeats;
    }

    public void start() {
        Duration longest = sources.stream()
                .map(PoolSource::interval)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
        if (sources.isEmpty()) {
            return;
        }
        Heartbeat heartbeat =
                heartbeats.of("pools", longest.multipliedBy(INTERVALS).plus(ALIVE_WITHIN));
        for (PoolSource source : sources) {
            PoolScrape scrape = new PoolScrape(source, source.interval().dividedBy(2), reads, listener);
            long every = source.interval().toMillis();
            schedule.scheduleWithFixedDelay(
                    () -> heartbeat.round("read", () -> read(source, scrape)),
                    random.nextLong(every),
                    every,
                    TimeUnit.MILLISECONDS);
        }
    }

    private void read(PoolSource source, PoolScrape scrape) {
        try {
            notices.trouble("pool source " + source.url(), scrape.read());
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }
}
