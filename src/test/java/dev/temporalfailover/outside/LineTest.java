package dev.temporalfailover.outside;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LineTest {

    @Test
    void plainTextStaysAsItIs() {
        assertEquals("Größe 🙂 = 3 % (x)", Line.of("Größe 🙂 = 3 % (x)", 100));
    }

    @Test
    void whatCannotBeSeenBecomesOneSpace() {
        assertEquals("a b c d e f", Line.of(" a\r\n\tb\u0000c\u202Ed\u2028e\u200B \u0085f\n", 100));
    }

    @Test
    void aLongTextIsCutAndSaysSo() {
        assertEquals("abcdefgh", Line.of("abcdefgh", 8));
        assertEquals("abcde...", Line.of("abcdefghi", 8));
        assertEquals("abcd...", Line.of("abcd🙂fghi", 8), "no half of a character");
    }

    @Test
    void theInnermostMessageSaysWhy() {
        assertEquals("refused", Line.root(new IllegalStateException("call", new IOException("refused"))));
        assertEquals("IOException", Line.root(new IllegalStateException("call", new IOException())));
    }

    @Property
    void isAlwaysOneBoundedLineAndCleaningAgainChangesNothing(
            @ForAll String any, @ForAll @IntRange(min = 8) int longest) {
        String line = Line.of(any, longest);
        assertTrue(line.length() <= longest);
        assertTrue(line.codePoints().allMatch(Line::visible));
        assertEquals(line, Line.of(line, longest));
    }
}
