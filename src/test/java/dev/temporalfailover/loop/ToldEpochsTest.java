package dev.temporalfailover.loop;

import static dev.temporalfailover.loop.ToldEpochs.PAUSE;
import static dev.temporalfailover.loop.ToldEpochs.SETTLED;
import static dev.temporalfailover.testkit.Fixtures.EAST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.situation.Elsewhere;
import dev.temporalfailover.failover.situation.Opinion;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** This region read epoch 7; others tell of newer ones, or say so. */
class ToldEpochsTest {
    private static final long KNOWN = 7;
    private static final String WITNESS = "witness";

    private final ToldEpochs told = new ToldEpochs();
    private final Map<String, Long> words = new TreeMap<>();
    private Duration now = Duration.ofMinutes(1);

    private Elsewhere elsewhere() {
        List<Opinion> opinions = words.entrySet().stream()
                .map(word -> new Opinion(
                        word.getKey(),
                        Opinion.Role.LEADER,
                        "one",
                        Map.of(),
                        Optional.of(word.getValue()),
                        Optional.empty(),
                        now))
                .toList();
        return new Elsewhere(opinions, Optional.empty());
    }

    private boolean hears(String place, long epoch) {
        words.put(place, epoch);
        return told.hear(elsewhere(), KNOWN, now);
    }

    private void passes(Duration time) {
        now = now.plus(time);
    }

    private boolean counts(long epoch) {
        return told.believed(elsewhere()).tellsOfMoreThan(epoch);
    }

    @Test
    void aNewerEpochIsReadOnceAndAnOlderOneIsNot() {
        assertFalse(hears(EAST, KNOWN));
        assertTrue(hears(EAST, 8));
        passes(PAUSE);
        assertFalse(hears(EAST, 8));
    }

    /** The largest number there is must not make those that others tell of unheard. */
    @Test
    void whatOnePlaceInventsHidesNoWordOfAnother() {
        assertTrue(hears(EAST, Long.MAX_VALUE));
        assertTrue(hears(WITNESS, 8));
        passes(PAUSE);
        assertTrue(hears(EAST, 8), "nor of itself, after a while");
    }

    @Test
    void aPlaceThatInventsANumberInEachWordHasTheRecordReadNowAndThen() {
        int readings = 0;
        for (int second = 0; second < 60; second++) {
            readings += hears(EAST, 100 + second) ? 1 : 0;
            passes(Duration.ofSeconds(1));
        }
        assertEquals(60 / PAUSE.toSeconds(), readings);
    }

    @Test
    void aWordWithinThePauseIsReadAfterIt() {
        assertTrue(hears(EAST, 8));
        passes(Duration.ofSeconds(1));
        assertFalse(hears(EAST, 9));
        passes(PAUSE);
        assertTrue(hears(EAST, 9));
    }

    @Test
    void aReadingThatBeginsLongAfterTheWordAndFindsAnOlderEpochRefutesIt() {
        hears(EAST, 99);
        told.read(now.plus(SETTLED).minusMillis(1), KNOWN);
        assertTrue(counts(KNOWN), "the reading may be older than the write that the word is of");
        passes(SETTLED);
        told.read(now, KNOWN);
        assertFalse(counts(KNOWN));
        assertEquals(
                List.of(
                        "us-east-1 tells of epoch 99, which the record did not have when it was read later: the word does"
                                + " not count"),
                told.advice());
    }

    @Test
    void aWordThatTheRecordBearsOutStands() {
        hears(EAST, 8);
        passes(SETTLED);
        told.read(now, 8);
        assertTrue(counts(KNOWN));
        assertEquals(List.of(), told.advice());
    }

    @Test
    void onlyThePlaceThatWasRefutedIsNotBelieved() {
        hears(EAST, 99);
        passes(SETTLED);
        told.read(now, KNOWN);
        hears(WITNESS, 99);
        assertTrue(counts(KNOWN));
        words.remove(WITNESS);
        assertFalse(counts(KNOWN));
    }

    /** It may have become true: an epoch is written once, and whoever tells of it now may have written it now. */
    @Test
    void aWordThatIsSaidAgainAfterAnotherOneIsNew() {
        hears(EAST, 8);
        passes(SETTLED);
        told.read(now, KNOWN);
        hears(EAST, KNOWN);
        hears(EAST, 8);
        assertTrue(counts(KNOWN));
    }

    @Test
    void aWordThatIsNewerThanWhatWasHeardIsBelieved() {
        hears(EAST, 8);
        passes(SETTLED);
        told.read(now, KNOWN);
        words.put(EAST, 9L);
        assertTrue(counts(KNOWN), "it was not heard yet when the record was read");
    }
}
