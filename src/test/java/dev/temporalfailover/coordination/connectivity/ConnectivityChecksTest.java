package dev.temporalfailover.coordination.connectivity;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.situation.Elsewhere.Connectivity;
import dev.temporalfailover.testkit.Fixtures;
import dev.temporalfailover.testkit.TestClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectivityChecksTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration EVERY = Duration.ofMillis(40);
    private static final Duration GENEROUS = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);

    private final long zero = System.nanoTime();
    private final AtomicReference<Duration> leap = new AtomicReference<>(Duration.ZERO);
    private final List<Connectivity> changes = new CopyOnWriteArrayList<>();
    private final Listeners listeners = new Listeners();
    private final List<AutoCloseable> open = new ArrayList<>(List.of(listeners));

    private ConnectivityChecks checks(TcpReach reach, Duration timeout, InetSocketAddress... places) {
        ConnectivityChecks checks = new ConnectivityChecks(
                new ConnectivitySettings(List.of(places), EVERY, timeout),
                TestClock.of(this::steady),
                () -> 0.5,
                changes::add,
                Fixtures.heartbeats(),
                reach);
        open.add(checks);
        checks.start();
        return checks;
    }

    private Duration steady() {
        return Duration.ofNanos(System.nanoTime() - zero).plus(leap.get());
    }

    private static Connectivity until(ConnectivityChecks checks, Predicate<Connectivity> wanted) {
        return await().atMost(LONG).until(checks::get, wanted);
    }

    private static Predicate<Connectivity> looked() {
        return now -> !now.detail().equals("not checked yet");
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    @Test
    void beforeTheFirstRoundNothingIsReached() {
        try (ConnectivityChecks checks = new ConnectivityChecks(
                new ConnectivitySettings(List.of(new InetSocketAddress("127.0.0.1", 1)), EVERY, SHORT),
                TestClock.of(this::steady),
                () -> 0,
                changes::add,
                Fixtures.heartbeats())) {
            assertFalse(checks.get().connected());
            assertEquals("not checked yet", checks.get().detail());
        }
    }

    @Test
    void allReachedIsConnectedAndToldOnce() throws IOException {
        ConnectivityChecks checks =
                checks(new TcpReach(), GENEROUS, Listeners.at(listeners.one()), Listeners.at(listeners.one()));
        Connectivity found = until(checks, looked());
        assertEquals(new Connectivity(2, 2, "", found.at()), found);
        Duration first = found.at();
        until(checks, now -> now.at().compareTo(first) > 0);
        assertEquals(1, changes.size());
        assertEquals(2, changes.get(0).reached());
    }

    @Test
    void refusedPlacesAreNamedAndHalfIsNotConnected() throws IOException {
        InetSocketAddress dead = Listeners.nobody();
        ConnectivityChecks checks = checks(new TcpReach(), GENEROUS, Listeners.at(listeners.one()), dead);
        Connectivity found = until(checks, looked());
        assertEquals(1, found.reached());
        assertFalse(found.connected());
        assertTrue(found.detail().startsWith("127.0.0.1:" + dead.getPort() + " Connection refused"), found.detail());
        assertTrue(changes.isEmpty(), "it was not connected before");
    }

    @Test
    void aBlackHoleEndsByTheTimeoutAndDoesNotHideTheOthers() throws IOException {
        ConnectivityChecks checks = checks(
                new TcpReach(),
                SHORT,
                Listeners.at(listeners.blackHole()),
                Listeners.at(listeners.one()),
                Listeners.at(listeners.one()));
        Connectivity found = until(checks, now -> now.reached() == 2);
        assertTrue(found.connected());
        assertTrue(found.detail().contains(" no answer"), found.detail());
    }

    @Test
    void whatIsToldIsBounded() {
        InetSocketAddress huge = InetSocketAddress.createUnresolved("y".repeat(100_000), 443);
        Connectivity found = until(checks(new TcpReach(), GENEROUS, huge, huge), looked());
        assertEquals(0, found.reached());
        assertTrue(found.detail().length() < 600, "bounded");
    }

    @Test
    void aResolutionThatHangsIsNotStartedTwiceAndDelaysNoOther() throws IOException {
        AtomicInteger resolutions = new AtomicInteger();
        AtomicInteger others = new AtomicInteger();
        CountDownLatch hang = new CountDownLatch(1);
        open.add(hang::countDown);
        TcpReach reach = new TcpReach() {
            @Override
            InetAddress[] resolve(String host) throws UnknownHostException {
                if (host.equals("hang.test")) {
                    resolutions.incrementAndGet();
                    try {
                        hang.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return super.resolve("127.0.0.1");
                }
                others.incrementAndGet();
                return super.resolve(host);
            }
        };
        ServerSocket server = listeners.one();
        ConnectivityChecks checks = checks(
                reach,
                SHORT,
                InetSocketAddress.createUnresolved("hang.test", server.getLocalPort()),
                Listeners.at(server),
                Listeners.at(server));
        Connectivity found = until(checks, now -> now.reached() == 2);
        assertEquals("hang.test:" + server.getLocalPort() + " no answer in 300 ms", found.detail());
        int before = others.get();
        await().atMost(LONG).until(() -> others.get() >= before + 6);
        assertEquals(1, resolutions.get());
        hang.countDown();
        until(checks, now -> now.reached() == 3);
    }

    @Test
    void lossAndRecoveryAreSeenAndTold() throws IOException {
        ServerSocket server = listeners.one();
        ConnectivityChecks checks = checks(new TcpReach(), GENEROUS, Listeners.at(server));
        until(checks, Connectivity::connected);
        server.close();
        until(checks, now -> !now.connected());
        listeners.one(server.getLocalPort());
        until(checks, Connectivity::connected);
        await().atMost(LONG).until(() -> changes.size() == 3);
        assertEquals(
                List.of(true, false, true),
                changes.stream().map(Connectivity::connected).toList());
    }

    @Test
    void aRoundThroughWhichOurProcessStoodStillReachedNothing() throws IOException {
        AtomicInteger rounds = new AtomicInteger();
        TcpReach reach = new TcpReach() {
            @Override
            InetAddress[] resolve(String host) throws UnknownHostException {
                if (rounds.incrementAndGet() == 3) {
                    leap.set(Duration.ofMinutes(1));
                }
                return super.resolve(host);
            }
        };
        ConnectivityChecks checks = checks(reach, GENEROUS, Listeners.at(listeners.one()));
        await().atMost(LONG).until(() -> changes.size() >= 3);
        assertEquals(
                List.of(true, false, true),
                changes.stream().map(Connectivity::connected).toList());
        assertTrue(changes.get(1).detail().endsWith(" our process was paused"));
        assertTrue(checks.get().at().compareTo(Duration.ofMinutes(1)) > 0);
    }

    @Test
    void aListenerThatFailsDoesNotEndTheRounds() throws IOException {
        AtomicInteger told = new AtomicInteger();
        ServerSocket server = listeners.one();
        ConnectivityChecks checks = new ConnectivityChecks(
                new ConnectivitySettings(List.of(Listeners.at(server)), EVERY, GENEROUS),
                TestClock.of(this::steady),
                () -> 0.5,
                now -> {
                    told.incrementAndGet();
                    throw new IllegalStateException("of the listener");
                },
                Fixtures.heartbeats());
        open.add(checks);
        checks.start();
        until(checks, Connectivity::connected);
        server.close();
        until(checks, now -> !now.connected());
        await().atMost(LONG).until(() -> told.get() == 2);
    }

    @Test
    void closeDoesNotWaitForWhatHangsAndEndsTheRounds() throws Exception {
        AtomicInteger resolutions = new AtomicInteger();
        CountDownLatch hang = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        TcpReach reach = new TcpReach() {
            @Override
            InetAddress[] resolve(String host) throws UnknownHostException {
                resolutions.incrementAndGet();
                boolean released = false;
                while (!released) {
                    try {
                        hang.await();
                        released = true;
                    } catch (InterruptedException notHeard) {
                        // As the platform's resolver.
                    }
                }
                ended.countDown();
                return super.resolve(host);
            }
        };
        ConnectivityChecks checks = checks(reach, GENEROUS, Listeners.nobody());
        await().atMost(LONG).until(() -> resolutions.get() == 1);
        checks.close();
        Connectivity last = checks.get();
        hang.countDown();
        ended.await();
        await().atMost(LONG).until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("connectivity")));
        assertEquals(1, resolutions.get());
        assertEquals(last, checks.get());
    }

    @Test
    void withoutPlacesThereIsNothingToCheck() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new ConnectivityChecks(
                        new ConnectivitySettings(List.of(), EVERY, SHORT),
                        TestClock.of(this::steady),
                        () -> 0,
                        changes::add,
                        Fixtures.heartbeats()));
    }
}
