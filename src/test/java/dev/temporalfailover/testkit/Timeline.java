package dev.temporalfailover.testkit;

import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** What happens, one line each as it happens, with the time since the start and since the fault. Callable from any thread. */
public final class Timeline {
    private final PrintStream out;
    private final LongSupplier nanos;
    private final long start;
    private final Map<String, Long> marks = new LinkedHashMap<>();
    private Optional<Long> fault = Optional.empty();

    /** @param nanos a monotonic clock */
    public Timeline(PrintStream out, LongSupplier nanos) {
        this.out = out;
        this.nanos = nanos;
        this.start = nanos.getAsLong();
    }

    /** A line without a time. */
    public synchronized void text(String line) {
        out.println(line);
        out.flush();
    }

    /** A line with the times. */
    public synchronized void say(String what) {
        print(nanos.getAsLong(), what);
    }

    /** A line from whose time on the others are measured too. */
    public synchronized void fault(String what) {
        long now = nanos.getAsLong();
        fault = Optional.of(now);
        marks.clear();
        print(now, what);
    }

    /** No longer measures from the fault. */
    public synchronized void over() {
        fault = Optional.empty();
    }

    /** A line whose time is kept by name; only the first of a name since the fault counts and is printed. */
    public synchronized boolean mark(String name, String what) {
        long now = nanos.getAsLong();
        if (marks.putIfAbsent(name, now) != null) {
            return false;
        }
        print(now, what);
        return true;
    }

    /** Keeps a time by name without a line; only the first of a name since the fault counts. */
    public synchronized void note(String name) {
        marks.putIfAbsent(name, nanos.getAsLong());
    }

    /** From the fault to the mark. */
    public synchronized Optional<Duration> sinceFault(String name) {
        Long at = marks.get(name);
        return at == null ? Optional.empty() : fault.map(began -> Duration.ofNanos(at - began));
    }

    /** When the fault was, on the clock. */
    public synchronized Optional<Long> faultAt() {
        return fault;
    }

    private void print(long now, String what) {
        String since = fault.map(began -> "+" + seconds(Duration.ofNanos(now - began)))
                .map(text -> String.format(Locale.ROOT, "%9s", text))
                .orElse(" ".repeat(9));
        text(String.format(Locale.ROOT, "%9s %s  %s", seconds(Duration.ofNanos(now - start)), since, what));
    }

    /** {@code 1.50 s}. */
    public static String seconds(Duration d) {
        return String.format(Locale.ROOT, "%.2f s", d.toNanos() / 1e9);
    }
}
