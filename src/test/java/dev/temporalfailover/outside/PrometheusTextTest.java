package dev.temporalfailover.outside;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
                parse(bad + "m{a=\"b\",} 2 1700000000\n", Set.of("m")).stream()
                        .map(Sample::value)
                        .toList());
    }

    @Test
    void escapesInLabelsAreUnderstood() {
        Sample s = parse("m{a=\"x\\\"y}\\n\\\\\", b=\"c\"} +Inf", Set.of("m")).get(0);
        assertEquals("x\"y}\n\\", s.label("a"));
        assertEquals("c", s.label("b"));
        assertEquals(Double.POSITIVE_INFINITY, s.value());
    }

    @Test
    void aLineWithoutEndIsSkippedAndCostsNoMemory() {
        String endless = "m{a=\"" + "x".repeat(1 << 20) + "\"} 1\n";
        assertEquals(
                List.of(2.0),
                parse(endless + "m 2\n" + endless, Set.of("m")).stream()
                        .map(Sample::value)
                        .toList());
    }

    @Test
    void onlyAFiniteNumberFromZeroOnCounts() {
        List<Sample> all = parse("m 0\nm 7\nm NaN\nm -1\nm +Inf\nm -Inf\nm 1e999\n", Set.of("m"));
        assertEquals(7, all.size());
        assertEquals(
                List.of(0.0, 7.0),
                all.stream().filter(Sample::counts).map(Sample::value).toList());
    }

    private static List<Sample> parse(String page, Set<String> wanted) {
        List<Sample> found = new ArrayList<>();
        try {
            PrometheusText.read(
                    new ByteArrayInputStream(page.getBytes(StandardCharsets.UTF_8)), wanted::contains, found::add);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return found;
    }
}
