package dev.temporalfailover.outside;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PrometheusTextTest {
    @Test
    void linesThatAreNotOfTheFormatAreSkipped() {
        String bad =
                "m{a=\"b 1\nm{a=\"b\"\nm{a=\"b\"} x\nm{a} 1\nm{=} 1\nm{\nm\nm \n{} 1\nm{a=\"\\\n" + "\u0000\u0000\n";
        assertEquals(
                List.of(2.0),
                PrometheusText.parse(bad + "m{a=\"b\",} 2 1700000000\n", Set.of("m")).stream()
                        .map(Sample::value)
                        .toList());
    }

    @Test
    void escapesInLabelsAreUnderstood() {
        Sample s = PrometheusText.parse("m{a=\"x\\\"y}\\n\\\\\", b=\"c\"} +Inf", Set.of("m"))
                .get(0);
        assertEquals("x\"y}\n\\", s.label("a"));
        assertEquals("c", s.label("b"));
        assertEquals(Double.POSITIVE_INFINITY, s.value());
    }

    @Test
    void aFloodOfWantedLinesIsCutOff() {
        String flood = "m 1\n".repeat(PrometheusText.MAX_SAMPLES + 10);
        assertEquals(
                PrometheusText.MAX_SAMPLES,
                PrometheusText.parse(flood, Set.of("m")).size());
    }
}
