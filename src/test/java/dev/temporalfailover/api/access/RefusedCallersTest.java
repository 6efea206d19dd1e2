package dev.temporalfailover.api.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.temporalfailover.testkit.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefusedCallersTest {
    private final List<String> said = new ArrayList<>();
    private Duration now = Duration.ZERO;
    private final RefusedCallers callers = new RefusedCallers(TestClock.of(() -> now), said::add);

    @Test
    void anAddressIsSaidOnceAMinuteWithItsCount() {
        Refusal wrong = Refusal.unauthorized("wrong token");
        for (int i = 0; i < 5; i++) {
            assertSame(wrong, callers.refused("192.0.2.1", wrong));
        }
        now = Duration.ofSeconds(60);
        callers.refused("192.0.2.1", wrong);
        assertEquals(
                List.of(
                        "a call from 192.0.2.1 was refused: wrong token",
                        "a call from 192.0.2.1 was refused: wrong token, 5 in the minute before"),
                said);
    }

    @Test
    void whoTriesTooOftenHearsThatUntilTheMinuteIsOverAndOthersDoNot() {
        Refusal wrong = Refusal.unauthorized("wrong token");
        for (int i = 0; i < RefusedCallers.A_MINUTE; i++) {
            assertSame(wrong, callers.refused("192.0.2.1", wrong));
        }
        assertEquals(429, callers.refused("192.0.2.1", wrong).status());
        assertSame(wrong, callers.refused("192.0.2.2", wrong));
        now = Duration.ofSeconds(61);
        assertSame(wrong, callers.refused("192.0.2.1", wrong));
    }

    @Test
    void manyAddressesFillNoLog() {
        for (int i = 0; i < 5_000; i++) {
            callers.refused("host-" + i, Refusal.unauthorized("wrong token"));
        }
        assertEquals(20, said.size());
        now = Duration.ofSeconds(60);
        callers.refused("192.0.2.1", Refusal.unauthorized("wrong token"));
        assertEquals(21, said.size());
    }
}
