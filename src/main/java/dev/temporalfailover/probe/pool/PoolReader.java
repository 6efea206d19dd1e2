package dev.temporalfailover.probe.pool;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/** Reads the configured pool sources, each on its own interval, and says once when one begins or ceases to fail. */
public final class PoolReader {
    private static final Logger LOG = Logger.getLogger("pools");

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
            PoolScrape scrape = new PoolScrape(
                    source.region(),
                    source.source(),
                    source.url(),
                    source.cluster(),
                    source.interval().dividedBy(2),
                    reads,
                    listener);
            long every = source.interval().toMillis();
            schedule.scheduleWithFixedDelay(new Read(scrape), random.nextLong(every), every, TimeUnit.MILLISECONDS);
        }
    }

    /** One source's repeated read. */
    private static final class Read implements Runnable {
        private final PoolScrape scrape;
        private String last = "";

        Read(PoolScrape scrape) {
            this.scrape = scrape;
        }

        @Override
        public void run() {
            try {
                String problem = scrape.read();
                if (!problem.equals(last)) {
                    LOG.warn(problem.isEmpty() ? "pool source is back" : "pool source: " + problem);
                }
                last = problem;
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
