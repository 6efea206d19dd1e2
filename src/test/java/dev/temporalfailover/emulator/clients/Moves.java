package dev.temporalfailover.emulator.clients;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Every client's calls, counted by region and phase, and when each client's calls first succeeded in the region that they
 * should move to. Callable from any thread.
 */
public final class Moves {
    private final int clients;
    private final Map<String, Map<String, Count>> phases = new LinkedHashMap<>();
    private final long[] moved;
    private final boolean[] gone;
    private String phase = "";
    private String target = "";

    /** @param clients how many there are, numbered from 0 */
    public Moves(int clients) {
        this.clients = clients;
        this.moved = new long[clients];
        Arrays.fill(moved, Long.MIN_VALUE);
        this.gone = new boolean[clients];
    }

    /** Succeeded and failed calls. */
    public record Count(long succeeded, long failed) {
        Count plus(boolean ok) {
            return ok ? new Count(succeeded + 1, failed) : new Count(succeeded, failed + 1);
        }
    }

    /** From now on calls count for this phase, and arrivals in {@code to} are noted anew. */
    public synchronized void phase(String name, String to) {
        phase = name;
        if (!to.equals(target)) {
            target = to;
            Arrays.fill(moved, Long.MIN_VALUE);
        }
    }

    /** Clients {@code from} to before {@code to} die, as those in a region that dies, or live again. */
    public synchronized void gone(int from, int to, boolean dead) {
        Arrays.fill(gone, from, to, dead);
        Arrays.fill(moved, from, to, Long.MIN_VALUE);
    }

    /** True while the client is dead and calls nobody. */
    public synchronized boolean gone(int client) {
        return gone[client];
    }

    /** A call ended; one of a client that died meanwhile is nobody's. */
    synchronized void call(int client, String region, boolean ok, long nanos) {
        if (gone[client]) {
            return;
        }
        phases.computeIfAbsent(phase, p -> new LinkedHashMap<>())
                .merge(region, new Count(0, 0).plus(ok), (a, b) -> a.plus(ok));
        if (ok && region.equals(target) && moved[client] == Long.MIN_VALUE) {
            moved[client] = nanos;
        }
    }

    /** How many clients have reached the target. */
    public synchronized int arrived() {
        return (int) Arrays.stream(moved).filter(at -> at != Long.MIN_VALUE).count();
    }

    /** How many there are, the dead too. */
    public int all() {
        return clients;
    }

    /** How many there are, without the dead. */
    public synchronized int clients() {
        int alive = 0;
        for (boolean dead : gone) {
            alive += dead ? 0 : 1;
        }
        return alive;
    }

    /** From {@code since} until this share of all clients had arrived; empty while fewer have. */
    public Optional<Duration> share(double share, long since) {
        return share(share, since, 0, clients);
    }

    /** The same of the clients {@code from} to before {@code to}; the dead do not count. */
    public synchronized Optional<Duration> share(double share, long since, int from, int to) {
        int alive = 0;
        for (int i = from; i < to; i++) {
            alive += gone[i] ? 0 : 1;
        }
        long[] times = Arrays.stream(moved, from, to)
                .filter(at -> at != Long.MIN_VALUE)
                .sorted()
                .toArray();
        int wanted = (int) Math.ceil(share * alive);
        return wanted > 0 && times.length >= wanted
                ? Optional.of(Duration.ofNanos(times[wanted - 1] - since))
                : Optional.empty();
    }

    /** Counts by phase and region, in the order of the phases. */
    public synchronized Map<String, Map<String, Count>> phases() {
        Map<String, Map<String, Count>> copy = new LinkedHashMap<>();
        phases.forEach((name, counts) -> copy.put(name, new java.util.TreeMap<>(counts)));
        return copy;
    }
}
