package dev.temporalfailover.app;

import dev.temporalfailover.app.config.Config;
import dev.temporalfailover.telemetry.Telemetry;
import dev.temporalfailover.telemetry.pool.PoolScrape;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/** Reads the configured pool sources, each on its own interval, and says once when one begins or ceases to fail. */
final class PoolReading {
    private static final Logger LOG = Logger.getLogger("pools");

    private final List<Config.PoolSource> sources;
    private final ScheduledExecutorService schedule;
    private final ExecutorService reads;
    private final Telemetry telemetry;
    private final Samples samples;
    private final RandomGenerator random;

    /** Takes a sample; {@code max} is NaN without a limit. */
    interface Samples {
        void take(String region, String name, double active, double max);
    }

    PoolReading(
            List<Config.PoolSource> sources,
            ScheduledExecutorService schedule,
            ExecutorService reads,
            Telemetry telemetry,
            Samples samples,
            RandomGenerator random) {
        this.sources = sources;
        this.schedule = schedule;
        this.reads = reads;
        this.telemetry = telemetry;
        this.samples = samples;
        this.random = random;
    }

    void start() {
        for (Config.PoolSource source : sources) {
            PoolScrape scrape = new PoolScrape(
                    source.region(),
                    source.source(),
                    source.url(),
                    source.cluster(),
                    source.interval().dividedBy(2),
                    reads,
                    telemetry,
                    s -> samples.take(s.region(), s.source() + " " + s.pool(), s.active(), s.max()));
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
