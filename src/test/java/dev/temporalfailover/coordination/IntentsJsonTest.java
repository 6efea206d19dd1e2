package dev.temporalfailover.coordination;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.situation.Intents.Hold;
import dev.temporalfailover.failover.situation.Intents.Incident;
import dev.temporalfailover.failover.situation.Intents.Request;
import dev.temporalfailover.outside.Line;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IntentsJsonTest {

    @Test
    void anEmptyObjectIsNoIntent() {
        assertEquals(Intents.NONE, IntentsJson.read("{}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{} {}",
                "{\"hold\":null}",
                "{\"holds\":{}}",
                "{\"hold\":{\"owner\":\"a\",\"reason\":\"b\"}}",
                "{\"hold\":{\"owner\":\"a\",\"reason\":\"b\",\"expires\":\"tomorrow\"}}",
                "{\"hold\":{\"owner\":\"a\",\"owner\":\"b\",\"reason\":\"b\",\"expires\":\"2026-11-22T00:00:00Z\"}}",
                "{\"hold\":{\"owner\":\"a\",\"reason\":\"b\",\"expires\":\"2026-11-22T00:00:00Z\",\"x\":1}}",
                "{\"hold\":{\"owner\":1,\"reason\":\"b\",\"expires\":\"2026-11-22T00:00:00Z\"}}",
                "{\"acknowledgement\":{\"epoch\":-1,\"by\":\"a\",\"at\":\"2026-11-22T00:00:00Z\"}}",
                "{\"acknowledgement\":{\"epoch\":\"1\",\"by\":\"a\",\"at\":\"2026-11-22T00:00:00Z\"}}",
                "{\"request\":{\"kind\":\"MOVE\",\"to\":\"a\",\"by\":\"b\",\"reason\":\"c\",\"automatic\":true,\"force\":false,\"expires\":\"2026-11-22T00:00:00Z\"}}",
                "{\"request\":{\"kind\":\"FAILBACK\",\"to\":\"a\",\"by\":\"b\",\"reason\":\"c\",\"automatic\":1,\"force\":false,\"expires\":\"2026-11-22T00:00:00Z\"}}",
                "{\"incidents\":{}}",
                "{\"incidents\":[{\"alert\":\"f\"}]}",
                "{\"incidents\":[7]}",
                "[[[[[[[[[[]]]]]]]]]]"
            })
    void refusesWhatIsNotExactlyAnIntent(String text) {
        assertThrows(IllegalArgumentException.class, () -> IntentsJson.read(text));
    }

    @Test
    void timesThatNothingCanBeAddedToAreBounded() {
        for (Instant odd : List.of(Instant.MIN, Instant.MAX)) {
            Intents read = IntentsJson.read("{\"alerts\":{\"since\":\"" + odd + "\"}}");
            Instant since = read.alertsSince().orElseThrow();
            assertEquals(Moment.bounded(odd), since);
            assertEquals(since, since.plusSeconds(60).minusSeconds(60));
        }
    }

    @Test
    void refusesWhatIsHuge() {
        assertThrows(IllegalArgumentException.class, () -> IntentsJson.read(" ".repeat(IntentsJson.MAX_LENGTH) + "{}"));
        Hold hold = new Hold("a".repeat(2000), "b", Instant.EPOCH);
        Intents intents = new Intents(Optional.of(hold), Optional.empty(), Optional.empty(), Optional.empty());
        assertThrows(IllegalArgumentException.class, () -> IntentsJson.write(intents));
    }

    @Test
    void asManyIncidentsAsAreKeptAreReadBackAndOlderOnesForgotten() {
        List<Incident> many = new ArrayList<>();
        for (int i = 0; i <= Incident.MOST; i++) {
            many.add(new Incident("f".repeat(60) + i, Instant.EPOCH.plusNanos(i), "failover", "0123abcd", i % 2 == 0));
        }
        Request request =
                new Request(Intents.Kind.FAILOVER, "w", "alert:f", "r", true, false, Instant.EPOCH, Optional.of("e"));
        Intents intents = Intents.NONE.withRequest(Optional.of(request)).withIncidents(many);
        assertEquals(intents, IntentsJson.read(IntentsJson.write(intents)));
        assertEquals(many.subList(1, many.size()), intents.incidents());
    }

    @Test
    void textsOfOthersAreCleanedAsTheyAreRead() {
        String dirty = "a\\u001b[31mb\\n\\u202ec\\u0000d";
        Hold hold = IntentsJson.read("{\"hold\":{\"owner\":\"" + dirty + "\",\"reason\":\"" + dirty
                        + "\",\"expires\":\"2026-11-22T00:00:00Z\"}}")
                .hold()
                .orElseThrow();
        assertEquals("a [31mb c d", hold.owner());
        assertEquals("a [31mb c d", hold.reason());
        for (String broken : new String[] {"{\"\\u001bx\\u202e\":1}", "{\"a\": \u001b\u202e}"}) {
            String why = assertThrows(IllegalArgumentException.class, () -> IntentsJson.read(broken))
                    .getMessage();
            assertEquals(Line.of(why, 300), why);
        }
    }
}
