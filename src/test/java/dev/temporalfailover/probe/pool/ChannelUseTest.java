package dev.temporalfailover.probe.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ChannelUseTest {
    private final ChannelUse use = new ChannelUse();

    @Test
    void callsThatOverlapCountOnce() {
        use.began(at(0));
        use.began(at(100));
        use.ended(at(200));
        use.ended(at(300));
        assertEquals(Duration.ofMillis(300), use.take(at(1_000)));
        assertEquals(Duration.ZERO, use.take(at(2_000)));
    }

    @Test
    void aCallThatIsStillUnderWayCountsUpToNow() {
        use.began(at(500));
        assertEquals(Duration.ofMillis(500), use.take(at(1_000)));
        use.ended(at(1_200));
        assertEquals(Duration.ofMillis(200), use.take(at(2_000)));
    }

    @Test
    void aPoolIsTheMeanOfTheLastMinute() {
        ChannelUse.Pool pool = new ChannelUse.Pool();
        assertEquals(0, pool.inUse());
        for (int second = 0; second <= ChannelUse.Pool.LOOKS; second++) {
            pool.look(Duration.ofMillis(250), at(1_000 * second));
        }
        assertEquals(0.25, pool.inUse(), 1e-9);
        for (int second = 1; second <= ChannelUse.Pool.LOOKS; second++) {
            pool.look(Duration.ofSeconds(2), at(1_000 * (ChannelUse.Pool.LOOKS + second)));
        }
        assertEquals(2, pool.inUse(), 1e-9, "two channels, both always in use");
    }

    private static Duration at(long millis) {
        return Duration.ofMillis(millis);
    }
}
