package dev.temporalfailover.coordination;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.situation.Intents.Hold;
import java.time.Instant;
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
                "[[[[[[[[[[]]]]]]]]]]"
            })
    void refusesWhatIsNotExactlyAnIntent(String text) {
        assertThrows(IllegalArgumentException.class, () -> IntentsJson.read(text));
    }

    @Test
    void refusesWhatIsHuge() {
        assertThrows(IllegalArgumentException.class, () -> IntentsJson.read(" ".repeat(9000) + "{}"));
        Hold hold = new Hold("a".repeat(2000), "b", Instant.EPOCH);
        Intents intents = new Intents(Optional.of(hold), Optional.empty(), Optional.empty(), Optional.empty());
        assertThrows(IllegalArgumentException.class, () -> IntentsJson.write(intents));
    }
}
