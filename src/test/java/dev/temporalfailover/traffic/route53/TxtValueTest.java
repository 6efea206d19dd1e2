package dev.temporalfailover.traffic.route53;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;

class TxtValueTest {

    @Property
    void anyBytesAreReadBackFromTheirQuotedForm(
            @ForAll @CharRange(from = 0, to = 255) @StringLength(max = 900) String text) {
        assertEquals(text, TxtValue.unquote(TxtValue.quote(text)));
    }

    @Example
    void severalStringsMeanTheirConcatenation() {
        assertEquals("abcd", TxtValue.unquote("\"ab\"  \"cd\""));
        assertEquals("\"" + "x".repeat(255) + "\" \"x\"", TxtValue.quote("x".repeat(256)));
    }

    @Example
    void octalAndBackslashEscapesAreUnderstood() {
        assertEquals("a\"b\\c*é", TxtValue.unquote("\"a\\\"b\\\\c\\052\\351\""));
    }

    @Example
    void whatIsNotASequenceOfQuotedStringsIsRefused() {
        refused("", "empty");
        refused("plain", "not a sequence of quoted strings");
        refused("\"a", "a string has no closing quote");
        refused("\"a\"\"b\"", "no space between two strings");
        refused("\"a\\", "a string ends in a backslash");
        refused('"' + "x".repeat(256) + '"', "a string is longer than 255 bytes");
    }

    private static void refused(String value, String why) {
        assertEquals(
                why,
                assertThrows(IllegalArgumentException.class, () -> TxtValue.unquote(value))
                        .getMessage());
    }
}
