package dev.temporalfailover.failover.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What polls that end without a task say about Temporal's setting. */
class LongPollTest {
    private static final LongPoll NONE = LongPoll.unread("pay");

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    @Test
    void aPollThatWasCutShortHidesNoLongOne() {
        LongPoll one = NONE.ended(seconds(60), seconds(100));
        LongPoll cut = one.ended(seconds(12), seconds(400));
        assertEquals(Optional.of(seconds(60)), cut.bound());
        assertTrue(cut.advice().isPresent());
        LongPoll shorter = cut.ended(seconds(12), seconds(700));
        assertEquals(Optional.of(seconds(12)), shorter.bound(), "the setting was changed");
        assertEquals(Optional.empty(), shorter.advice());
    }

    @Test
    void itIsSettledWhenTwoPollsInARowSayTheSame() {
        assertFalse(NONE.settled());
        LongPoll one = NONE.ended(seconds(20), seconds(100));
        assertFalse(one.settled());
        assertTrue(one.ended(seconds(22), seconds(200)).settled());
        assertFalse(one.ended(seconds(23), seconds(200)).settled());
        assertFalse(one.ended(seconds(20), seconds(200)).failed("late").settled());
    }

    @Test
    void anAnswerAtOnceIsNoMeasurementAndAFailureKeepsTheLast() {
        LongPoll well = NONE.ended(seconds(20), seconds(100));
        LongPoll early = well.ended(Duration.ofMillis(999), seconds(200));
        assertEquals("a poll ended after 999 ms, which is no long poll", early.problem());
        assertEquals(well.bound(), early.bound());
        assertEquals(well.read(), early.read());
        assertEquals("", early.ended(seconds(20), seconds(300)).problem());
    }

    @Test
    void aPersonIsToldTheSettingAboveThirtySeconds() {
        assertEquals(Optional.empty(), NONE.advice());
        assertEquals(Optional.empty(), NONE.ended(seconds(30), seconds(100)).advice());
        assertEquals(
                Optional.of("workers that wait in this region get their first task up to 60 s after a move, as polls in"
                        + " namespace pay show: set matching.longPollExpirationInterval to 20s in Temporal's dynamic"
                        + " configuration here"),
                NONE.ended(seconds(60), seconds(100)).advice());
    }

    @Test
    void anOldMeasurementIsNotKnown() {
        LongPoll well = NONE.ended(seconds(20), seconds(100));
        assertEquals(Optional.of(seconds(20)), well.known(seconds(100 + 3 * 3600)));
        assertEquals(Optional.empty(), well.known(seconds(101 + 3 * 3600)));
        assertEquals(Optional.empty(), NONE.known(seconds(0)));
    }
}
