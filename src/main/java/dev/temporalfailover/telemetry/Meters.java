package dev.temporalfailover.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The meters of each metric and label set, made at first use and kept. At most {@link #MAX_SERIES} a metric. */
final class Meters {
    /** More label sets than this are a mistake of ours; they are not exported. */
    static final int MAX_SERIES = 2_000;

    private final MeterRegistry registry;
    private final Map<Series, Counter> counters = new ConcurrentHashMap<>();
    private final Map<Series, AtomicLong> gauges = new ConcurrentHashMap<>();
    private final Map<Series, Timer> timers = new ConcurrentHashMap<>();
    private final Map<Metrics, AtomicInteger> series = new ConcurrentHashMap<>();

    Meters(MeterRegistry registry) {
        this.registry = registry;
    }

    private record Series(Metrics metric, List<String> values) {}

    void count(Metrics metric, double by, String... values) {
        Counter counter = counter(metric, values);
        if (counter != null) {
            counter.increment(by);
        }
    }

    /** The counter, or null if the metric has too many series. */
    Counter counter(Metrics metric, String... values) {
        Series key = key(metric, values);
        Counter known = counters.get(key);
        return known != null || full(metric)
                ? known
                : counters.computeIfAbsent(key, k -> Counter.builder(metric.exported())
                        .description(metric.help())
                        .tags(tags(k))
                        .register(registry));
    }

    void set(Metrics metric, double value, String... values) {
        Series key = key(metric, values);
        AtomicLong cell = gauges.get(key);
        if (cell == null && !full(metric)) {
            cell = gauges.computeIfAbsent(key, this::gauge);
        }
        if (cell != null) {
            cell.set(Double.doubleToRawLongBits(value));
        }
    }

    private AtomicLong gauge(Series key) {
        AtomicLong cell = new AtomicLong(Double.doubleToRawLongBits(Double.NaN));
        Gauge.builder(key.metric.exported(), cell, c -> Double.longBitsToDouble(c.get()))
                .description(key.metric.help())
                .tags(tags(key))
                .strongReference(true)
                .register(registry);
        return cell;
    }

    /** Ends a gauge whose labels name something that comes and goes. */
    void remove(Metrics metric, String... values) {
        Series key = key(metric, values);
        if (gauges.remove(key) != null) {
            series.get(metric).decrementAndGet();
            registry.find(metric.exported()).tags(tags(key)).meters().forEach(registry::remove);
        }
    }

    /** The timer with these bucket bounds in seconds, or null if the metric has too many series. */
    Timer timer(Metrics metric, double[] bounds, String... values) {
        Series key = key(metric, values);
        Timer known = timers.get(key);
        return known != null || full(metric)
                ? known
                : timers.computeIfAbsent(key, k -> Timer.builder(metric.exported())
                        .description(metric.help())
                        .serviceLevelObjectives(durations(bounds))
                        .tags(tags(k))
                        .register(registry));
    }

    private boolean full(Metrics metric) {
        AtomicInteger used = series.computeIfAbsent(metric, m -> new AtomicInteger());
        return used.get() >= MAX_SERIES || used.getAndIncrement() >= MAX_SERIES;
    }

    private static Duration[] durations(double[] seconds) {
        return Arrays.stream(seconds)
                .mapToObj(s -> Duration.ofNanos(Math.round(s * 1e9)))
                .toArray(Duration[]::new);
    }

    private static Series key(Metrics metric, String... values) {
        if (values.length != metric.labels().size()) {
            throw new IllegalArgumentException(metric + " has the labels " + metric.labels());
        }
        return new Series(metric, List.of(values));
    }

    private static List<Tag> tags(Series key) {
        List<Tag> tags = new ArrayList<>();
        for (int i = 0; i < key.values.size(); i++) {
            tags.add(Tag.of(key.metric.labels().get(i), key.values.get(i)));
        }
        return tags;
    }
}
