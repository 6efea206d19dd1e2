package dev.temporalfailover.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;

/** One run of the service under a constant load of probes. */
final class Load {
    private static final int SCRAPES = 50;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Packaged service;

    public Load(Packaged service) {
        this.service = service;
    }

    /**
     * What it took.
     *
     * @param perProbe milliseconds of processor time
     * @param cores processor time / time
     * @param rate probes a second
     * @param otherThanOk share of probes that did not end well
     */
    record Cost(double perProbe, double cores, double rate, double otherThanOk) {
        String text() {
            return String.format(
                    Locale.ROOT,
                    "%.0f probes/s, %.1f %% of a core, %.2f %% not ok",
                    rate,
                    cores * 100,
                    otherThanOk * 100);
        }
    }

    /** Waits for so many good probes, then lets it run warm. */
    void warm(int probes, Duration time) throws IOException, InterruptedException {
        service.awaitReady();
        Poll.until(PATIENCE, probes + " good probes", () -> {
            Thread.sleep(250);
            return probes(service.metrics(), "result=\"ok\"") >= probes;
        });
        Thread.sleep(time.toMillis());
    }

    /** Processor time of the whole process over the time, by the probes that it ended meanwhile. */
    Cost measure(Duration time) throws IOException, InterruptedException {
        String before = service.metrics();
        Duration cpu = service.process().cpu();
        long start = System.nanoTime();
        Thread.sleep(time.toMillis());
        double seconds = (System.nanoTime() - start) / 1e9;
        double spent = service.process().cpu().minus(cpu).toNanos() / 1e9;
        String after = service.metrics();
        double probes = probes(after, "") - probes(before, "");
        double good = probes(after, "result=\"ok\"") - probes(before, "result=\"ok\"");
        return new Cost(spent * 1000 / probes, spent / seconds, probes / seconds, (probes - good) / probes);
    }

    /** Milliseconds of each of fifty scrapes over one connection, after five. */
    double[] scrapes() throws IOException, InterruptedException {
        double[] millis = new double[SCRAPES];
        for (int i = -5; i < SCRAPES; i++) {
            long start = System.nanoTime();
            service.metrics();
            if (i >= 0) {
                millis[i] = (System.nanoTime() - start) / 1e6;
            }
            Thread.sleep(20);
        }
        return millis;
    }

    private static double probes(String page, String label) {
        return Packaged.sum(page, "temporal_failover_probes_total", label);
    }
}
