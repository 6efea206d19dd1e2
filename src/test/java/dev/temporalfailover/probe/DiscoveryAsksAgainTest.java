package dev.temporalfailover.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.temporalfailover.failover.verdict.Check;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A name whose lookup fails in our own code, on a loop whose time is the test's. */
class DiscoveryAsksAgainTest extends RepeatFixture {
    private int lookups;
    private boolean broken = true;
    private final Discovery discovery = new Discovery(
            loop,
            (host, timeout, done) -> {
                lookups++;
                if (broken) {
                    throw new IllegalStateException("no more ports");
                }
                done.accept(new Lookup.FoundAddresses(List.of(address()), List.of(), Duration.ofSeconds(5), ""));
            },
            Probing.spec("frontend.test", 7233, Check.SYSTEM_INFO)
                    .headless(true)
                    .endpoint(),
            () -> {});

    private static InetAddress address() {
        try {
            return InetAddress.getByName("10.0.0.1");
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aLookupThatThrowsIsAProblemAndIsTriedAgain() {
        discovery.start();
        assertEquals(1, lookups);
        assertEquals("DNS could not be asked: no more ports", discovery.problem());
        run(Duration.ofSeconds(3));
        assertEquals(2, lookups);
        broken = false;
        run(Duration.ofSeconds(3));
        assertEquals(List.of(address()), discovery.known());
        assertEquals("", discovery.problem());
    }

    @Test
    void itCanBeHurriedAfterOneThatThrew() {
        discovery.start();
        run(Duration.ofMillis(1100));
        broken = false;
        discovery.hurry();
        assertEquals(List.of(address()), discovery.known());
    }
}
