package dev.temporalfailover.faults.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.faults.Arrangement;
import dev.temporalfailover.faults.hostile.Patient.Reply;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/**
 * What must hold while the service is attacked and after it: the process lives within its memory, health is answered, an operator's
 * hold is taken, judging goes on and nothing moves. Times are printed. Of them only a hold's is judged, by one without an attack and
 * by what other programs left of the machine, and only if it is too long at each of several attacks.
 */
final class Siege {
    private static final Duration ATTACK = Duration.ofSeconds(3);
    private static final Duration PIECE = Duration.ofMillis(200);
    private static final int TIMES = 3;
    /** Of one attack: what libraries log of a minute with stack traces, and what is told of holds. */
    private static final long MOST_LOG = 1 << 20;

    private final Arrangement a;
    private boolean stores = true;
    private Check also = () -> {};

    /** Something more that must hold. */
    interface Check {
        void look() throws Exception;
    }

    Siege(Arrangement a) {
        this.a = a;
    }

    /** This must hold too while the attack goes on. */
    Siege also(Check check) {
        also = check;
        return this;
    }

    /** The store of holds is what is attacked: they are answered, and taken only afterwards. */
    Siege storesNothing() {
        stores = false;
        return this;
    }

    /** Attacks, and checks all of it. {@code -Dhostile.only=EXPRESSION} skips all in whose name it is not found. */
    void hold(String name, Assault.Beginning assault) throws Exception {
        Assumptions.assumeTrue(
                Pattern.compile(System.getProperty("hostile.only", ""))
                        .matcher(name)
                        .find(),
                "not asked for");
        boolean inTime = false;
        for (int time = 0; time < TIMES && !inTime; time++) {
            inTime = new Attack(name).withstood(assault);
        }
        assertTrue(inTime, name + ": an operator's hold took too long, each time");
    }

    /** One attack. */
    private final class Attack {
        private final String name;
        private final List<Long> health = Collections.synchronizedList(new ArrayList<>());
        private final List<String> silent = Collections.synchronizedList(new ArrayList<>());
        private volatile boolean over;

        Attack(String name) {
            this.name = name;
        }

        /** Whether holds were taken in time. */
        boolean withstood(Assault.Beginning beginning) throws Exception {
            Holds before = Holds.made(a);
            assertTrue(before.accepted(), name + ": without an attack " + before);
            long log = a.service.logBytes();
            int batches = a.zone.batches.get();
            long patches = a.mesh.patches();
            List<Thread> askers = List.of(
                    asker(a.service.api(), "/health/regions/us-east-1", health),
                    asker(a.service.management(), "/health/live", new ArrayList<>()),
                    asker(a.service.management(), "/health/ready", new ArrayList<>()));
            Holds held;
            double slower;
            String seen;
            try (Assault assault = beginning.begin()) {
                assault.attack(ATTACK.dividedBy(2));
                Background goesOn = new Background(() -> {
                    while (!over) {
                        assault.attack(PIECE);
                    }
                });
                try {
                    CpuTimes then = cpu();
                    held = Holds.made(a);
                    slower = cpu().slowerSince(then);
                    goesOn();
                    also.look();
                } finally {
                    over = true;
                    goesOn.end();
                }
                seen = assault.toString();
            } finally {
                over = true;
            }
            for (Thread asker : askers) {
                asker.join();
            }
            long peak = a.service.ended() ? 0 : a.service.peakMemory();
            long logged = a.service.logBytes() - log;
            System.out.println(String.format(
                    Locale.ROOT,
                    "%-44s /health p99 %4d ms, worst %4d ms of %4d; hold %4d ms, without attack %4d ms, machine %.1f times slower by others; peak %d MiB; log %d KiB; %s",
                    name,
                    percentile(99),
                    percentile(100),
                    health.size(),
                    held.medianMillis(),
                    before.medianMillis(),
                    slower,
                    peak >> 20,
                    logged >> 10,
                    seen));
            assertTrue(!a.service.ended(), name + ": the process ended");
            assertTrue(logged < MOST_LOG, name + ": " + logged + " bytes were logged");
            assertEquals(List.of(), silent, name);
            assertTrue(stores ? held.accepted() : held.answered(), name + ": " + held);
            assertEquals(batches, a.zone.batches.get(), name);
            assertEquals(patches, a.mesh.patches(), name);
            assertTrue(health.size() > 2, name + ": only " + health.size() + " answers");
            return held.inTime(before, slower);
        }

        private CpuTimes cpu() throws Exception {
            return a.service.ended()
                    ? CpuTimes.now(ProcessHandle.current().pid())
                    : CpuTimes.now(ProcessHandle.current().pid(), a.service.pid());
        }

        /** Judging and deciding go on under attack. */
        private void goesOn() throws Exception {
            Instant looked = looked();
            double probes = probes();
            a.until(name + ": judging goes on", () -> looked().isAfter(looked) && probes() > probes);
            // A machine that stands still for seconds costs the Lease, and without it nothing is known for a moment.
            a.until(name + ": the traffic is where it was", () -> a.active().equals(Arrangement.EAST));
        }

        private Thread asker(URI service, String path, List<Long> times) {
            Thread thread = new Thread(() -> {
                while (!over) {
                    Reply reply = Patient.get(service, path);
                    times.add(reply.millis());
                    if (reply.status() != 200) {
                        silent.add(path + " answered " + reply.status() + " after " + reply.millis() + " ms");
                    }
                    pause();
                }
            });
            thread.start();
            return thread;
        }

        private long percentile(int percent) {
            List<Long> sorted = new ArrayList<>(health);
            Collections.sort(sorted);
            return sorted.isEmpty() ? -1 : sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
        }
    }

    /** Strangers may take all places of calls for a moment, and this is a stranger's call. */
    private Instant looked() throws Exception {
        AtomicReference<Reply> status = new AtomicReference<>();
        a.until("a status", () -> {
            status.set(Patient.get(a.service.api(), "/api/v1/status"));
            return status.get().status() == 200;
        });
        return Instant.parse(status.get().json().at("/policies/0/at").asText());
    }

    /** A page of metrics may be cut off under attack; the next scrape has it. */
    private double probes() {
        AtomicReference<Double> told = new AtomicReference<>();
        a.until("a page of metrics", () -> {
            try {
                told.set(a.service.metric("temporal_failover_probes_total"));
                return true;
            } catch (UncheckedIOException cut) {
                return false;
            }
        });
        return told.get();
    }

    /** So often a health checker asks. */
    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs beside the test; what it throws is the test's. */
    private static final class Background {
        private final Thread thread;
        private volatile Exception failed;

        Background(Check task) {
            thread = new Thread(() -> {
                try {
                    task.look();
                } catch (Exception e) {
                    failed = e;
                }
            });
            thread.start();
        }

        void end() throws Exception {
            thread.join();
            if (failed != null) {
                throw failed;
            }
        }
    }
}
