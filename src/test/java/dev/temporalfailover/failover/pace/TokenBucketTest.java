package dev.temporalfailover.failover.pace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
    private static final Duration NOW = Duration.ofHours(1);
    private static final Duration REFILL = Duration.ofSeconds(2);

    private static TokenBucket empty() {
        TokenBucket bucket = TokenBucket.full(3, REFILL, NOW);
        for (int i = 0; i < 3; i++) {
            assertTrue(bucket.allows(NOW, 0));
            bucket = bucket.take(NOW);
        }
        return bucket;
    }

    @Test
    void allowsABurstAndThenOneEachRefill() {
        assertFalse(empty().allows(NOW, 0));
        assertFalse(empty().allows(NOW.plus(REFILL).minusMillis(1), 0));
        TokenBucket later = empty();
        assertTrue(later.allows(NOW.plus(REFILL), 0));
        assertFalse(later.take(NOW.plus(REFILL)).allows(NOW.plus(REFILL), 0));
    }

    @Test
    void isNeverMoreThanFull() {
        TokenBucket rested = empty().take(NOW.plus(REFILL.multipliedBy(100)));
        assertEquals(2, rested.tokens());
    }

    @Test
    void aFloorBelowZeroAllowsADebtThatIsPaidBack() {
        TokenBucket debt = empty();
        assertTrue(debt.allows(NOW, -1));
        debt = debt.take(NOW);
        assertFalse(debt.allows(NOW, -1));
        assertFalse(debt.allows(NOW.plus(REFILL), 0));
        assertTrue(debt.allows(NOW.plus(REFILL.multipliedBy(2)), 0));
    }

    @Test
    void aFloorAboveZeroLeavesTokensForOthers() {
        assertTrue(TokenBucket.full(3, REFILL, NOW).allows(NOW, 2));
        assertFalse(TokenBucket.full(3, REFILL, NOW).allows(NOW, 2.5));
    }
}
