package dev.temporalfailover.probe.pool;

import dev.temporalfailover.outside.Notices;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/** Reads the configured pool sources, each on its own interval, and says once when one begins or ceases to fail. */
public final class PoolReader {
    private static final Logger LOG = Logger.getLogger("pools");

    private final Notices notices = new Notices(LOG::warn);
    private final List<PoolSource> sources;
    private final ScheduledExecutorService schedule;
    private final ExecutorService reads;
    private final PoolListener listener;
    private final RandomGenerator random;

    public PoolReader(
            List<PoolSource> sources,
            ScheduledExecutorService schedule,
            ExecutorService reads,
            PoolListener listener,
            RandomGenerator random) {
        this.sources = sources;
        this.schedule = schedule;
        this.reads = reads;
        this.listener = listener;
        this.random = random;
    }

    public void start() {
        for (PoolSource source : sources) {
            PoolScrape scrape = new PoolScrape(source, source.interval().dividedBy(2), reads, listener);
            long every = source.interval().toMillis();
            schedule.scheduleWithFixedDelay(
                    () -> read(source, scrape), random.nextLong(every), every, TimeUnit.MILLISECONDS);
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
