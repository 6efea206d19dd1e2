package dev.temporalfailover.app;

import dev.temporalfailover.telemetry.pool.PoolScrape;
import java.util.function.Consumer;

/** Reads a pool source each time it is run and says so once when it begins or ceases to fail. */
final class RepeatedRead implements Runnable {
    private final PoolScrape scrape;
    private final Consumer<String> report;
    private String last = "";

    RepeatedRead(PoolScrape scrape, Consumer<String> report) {
        this.scrape = scrape;
        this.report = report;
    }

    @Override
    public void run() {
        try {
            String problem = scrape.read();
            if (!problem.equals(last)) {
                report.accept(problem.isEmpty() ? "pool source is back" : "pool source: " + problem);
            }
            last = problem;
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }
}
