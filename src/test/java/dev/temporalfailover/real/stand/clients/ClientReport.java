package dev.temporalfailover.real.stand.clients;

import dev.temporalfailover.testkit.Children;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a client has reported until now, and the handle of its process. Every question first reads what has been appended
 * since the last one; a client writes what is usual once a second, so questions about the last second may come too early.
 * Intervals include their beginning and not their end. Thread-safe.
 */
public final class ClientReport implements AutoCloseable {
    private static final Duration GOODBYE = Duration.ofSeconds(15);
    private static final Duration STEP = Duration.ofMillis(200);

    private final Path file;
    private final ReportLines lines;
    private final Process process;

    /** A report of a client that somebody else looks after. */
    public ClientReport(Path file) {
        this(file, null);
    }

    /** @param process is asked to end when this is closed; null for none */
    ClientReport(Path file, Process process) {
        this.file = file;
        this.lines = new ReportLines(file);
        this.process = process;
    }

    /** Calls that went alike. */
    public record Outcome(String kind, String region, boolean ok, String code) implements Comparable<Outcome> {
        private static final Comparator<Outcome> ORDER = Comparator.comparing(Outcome::kind)
                .thenComparing(Outcome::region)
                .thenComparing(Outcome::ok)
                .thenComparing(Outcome::code);

        @Override
        public int compareTo(Outcome other) {
            return ORDER.compare(this, other);
        }

        @Override
        public String toString() {
            return kind + (region.isEmpty() ? "" : "@" + region) + " " + code;
        }
    }

    /** How many calls ended how. */
    public Map<Outcome, Long> counts(Instant from, Instant to) throws IOException {
        return calls(between(from, to))
                .collect(Collectors.groupingBy(
                        seen -> new Outcome(seen.kind(), seen.region(), seen.ok(), seen.code()),
                        TreeMap::new,
                        Collectors.counting()));
    }

    /** How many calls of the kind did not work. */
    public long errors(String kind, Instant from, Instant to) throws IOException {
        return calls(between(from, to))
                .filter(seen -> !seen.ok() && seen.kind().equals(kind))
                .count();
    }

    /** How many calls of any kind did not work, since the beginning. */
    public long errors() throws IOException {
        return calls(seen -> !seen.ok()).count();
    }

    /** The first call of the kind that the region answered well and that ended at the instant or later. */
    public Optional<Seen> firstOk(String kind, String region, Instant after) throws IOException {
        long micros = Seen.micros(after);
        return calls(good(kind, region).and(seen -> seen.micros() >= micros))
                .min(Comparator.comparingLong(Seen::micros));
    }

    /** The last call of the kind that the region answered well and that ended before the instant. */
    public Optional<Seen> lastOk(String kind, String region, Instant before) throws IOException {
        long micros = Seen.micros(before);
        return calls(good(kind, region).and(seen -> seen.micros() < micros))
                .max(Comparator.comparingLong(Seen::micros));
    }

    /** The first call of the kind, in whichever region, that did not work and ended at the instant or later. */
    public Optional<Seen> firstError(String kind, Instant after) throws IOException {
        long micros = Seen.micros(after);
        return calls(seen -> !seen.ok() && seen.kind().equals(kind) && seen.micros() >= micros)
                .min(Comparator.comparingLong(Seen::micros));
    }

    /** All that is known of the calls between two instants, oldest first. */
    public Stream<Seen> between(String kind, Instant from, Instant to) throws IOException {
        return calls(between(from, to).and(seen -> seen.kind().equals(kind)))
                .sorted(Comparator.comparingLong(Seen::micros));
    }

    /** The longest time between two instants in which no call of the kind ended well, in whichever region. */
    public Duration longestGap(String kind, Instant from, Instant to) throws IOException {
        long last = Seen.micros(from);
        long longest = 0;
        for (Seen seen : between(kind, from, to).filter(Seen::ok).toList()) {
            longest = Math.max(longest, seen.micros() - last);
            last = seen.micros();
        }
        longest = Math.max(longest, Seen.micros(to) - last);
        return Duration.of(longest, java.time.temporal.ChronoUnit.MICROS);
    }

    /**
     * Waits until the region answers a call of the kind well, at the instant or later; looks five times a second.
     *
     * @throws IOException if it does not within the limit, or the client has ended
     */
    public Seen awaitOk(String kind, String region, Instant after, Duration limit)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            Optional<Seen> found = firstOk(kind, region, after);
            if (found.isPresent()) {
                return found.get();
            }
            if (process != null && !process.isAlive()) {
                throw new IOException("the client of " + file + " ended with " + process.exitValue());
            }
            if (System.nanoTime() - end > 0) {
                throw new IOException("no " + kind + " in " + region + " within " + limit + ", see " + file);
            }
            Thread.sleep(STEP.toMillis());
        }
    }

    /** Lines that are no report, and calls that the client could not write. */
    public long lost() throws IOException {
        return lines.read(all -> lines.malformed() + lines.dropped());
    }

    /** Lets the client say its last and end, by the end of its standard input; kills it if it does not. */
    @Override
    public void close() throws IOException {
        if (process == null) {
            return;
        }
        try {
            process.getOutputStream().close();
            if (!process.waitFor(GOODBYE.toMillis(), TimeUnit.MILLISECONDS)) {
                Children.kill(process);
            }
        } catch (InterruptedException stopped) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private Stream<Seen> calls(Predicate<Seen> which) throws IOException {
        return lines.read(all -> all.stream().filter(which).toList()).stream();
    }

    private static Predicate<Seen> between(Instant from, Instant to) {
        long first = Seen.micros(from);
        long end = Seen.micros(to);
        return seen -> seen.micros() >= first && seen.micros() < end;
    }

    private static Predicate<Seen> good(String kind, String region) {
        return seen -> seen.ok() && seen.kind().equals(kind) && seen.region().equals(region);
    }
}
