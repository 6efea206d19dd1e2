package dev.temporalfailover.traffic.temporal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamespacePatternsTest {
    @ParameterizedTest
    @CsvSource({
        "pay,pay,true", "pay,pays,false", "pay*,pay,true", "pay*,payments,true", "*pay,repay,true", "*pay,pays,false",
        "a*b*c,abc,true", "a*b*c,a1b2b3c,true", "a*b*c,acb,false", "*,anything,true", "**,anything,true",
                "a.c,abc,false",
        "[a-z],b,false", "*test*,my-test-1,true",
    })
    void aStarStandsForAnyText(String pattern, String name, boolean matches) {
        assertEquals(matches, NamespacePatterns.matches(pattern, name));
    }

    @Test
    void excludeWins() {
        NamespacePatterns patterns = new NamespacePatterns(List.of("pay*"), List.of("pay-test"));
        assertEquals("", patterns.leftOut("pay"));
        assertEquals("namespaces.exclude names it", patterns.leftOut("pay-test"));
        assertEquals("namespaces.include does not name it", patterns.leftOut("ship"));
        assertEquals("", NamespacePatterns.ALL.leftOut("ship"));
    }

    /** As a regular expression this one would not end. */
    @Test
    void manyStarsEnd() {
        String name = "a".repeat(1_000);
        assertTimeoutPreemptively(
                Duration.ofSeconds(60),
                () -> assertEquals(false, NamespacePatterns.matches("a*".repeat(100) + "b", name)));
    }
}
