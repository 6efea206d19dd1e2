package dev.temporalfailover.api.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallerTest {
    private static final Caller ANN = Caller.ofKubernetes("ann@example.com");

    @Test
    void aTokenFilesBearerNamesHimself() {
        assertEquals("bob", Caller.OF_FILE.name("by", " bob "));
        assertEquals("kubernetes", Caller.OF_FILE.name("by", "kubernetes"));
        assertEquals("drill", Caller.OF_FILE.reason("drill", "by", "bob"));
        assertEquals(
                400,
                assertThrows(Refusal.class, () -> Caller.OF_FILE.name("by", null))
                        .status());
        assertEquals("", Caller.OF_FILE.vouched());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kubernetes:ann@example.com",
                "  kubernetes:ann",
                "Kubernetes:ann",
                "KUBERNETES:",
                "\u00a0kubernetes:ann",
                "kubernetes\uff1aann",
                "\u200bkubernetes:ann",
                "kube\u00adrnetes:ann",
                "\u202ekubernetes:ann",
                "alert:1",
                "ALERT:1",
                "\u2003alert:1"
            })
    void nobodyCanGiveHimselfAnothersName(String name) {
        Refusal refusal = assertThrows(Refusal.class, () -> Caller.OF_FILE.name("by", name));
        assertEquals(400, refusal.status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "root", "kubernetes:root", "alert:1", "ann@example.com"})
    void aVouchedUserHasHisNameWhateverHeCallsHimself(String said) {
        assertEquals("kubernetes:ann@example.com", ANN.name("by", said));
        assertEquals("kubernetes:ann@example.com", ANN.name("by", null));
    }

    @Test
    void whomAVouchedUserActsForStandsInTheReason() {
        assertEquals("drill (for bob)", ANN.reason("drill", "by", "bob"));
        assertEquals("drill", ANN.reason("drill", "by", null));
        assertEquals("drill", ANN.reason("drill", "by", "ann@example.com"));
        assertEquals("drill", ANN.reason("drill", "by", "kubernetes:ann@example.com"));
        assertEquals(
                400, assertThrows(Refusal.class, () -> ANN.name("by", "b\nob")).status());
        assertEquals(
                400,
                assertThrows(Refusal.class, () -> ANN.reason(" ", "by", "bob")).status());
    }
}
