package dev.temporalfailover.outside;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NoticesTest {
    private final List<String> lines = new ArrayList<>();
    private final Notices notices = new Notices(lines::add);

    @Test
    void theSameIsNoNewsButAnotherStateIs() {
        assertTrue(notices.changed("dns", "refused"));
        assertFalse(notices.changed("dns", "refused"));
        assertTrue(notices.changed("dns", "late"));
        assertTrue(notices.changed("file", "late"), "another subject");
        assertTrue(notices.changed("dns", "refused"));
    }

    @Test
    void thatAllIsWellIsNewsOnlyAfterTrouble() {
        assertFalse(notices.changed("dns", ""));
        notices.changed("dns", "refused");
        assertTrue(notices.changed("dns", ""));
        assertFalse(notices.changed("dns", ""));
    }

    @Test
    void eachChangeIsOneLine() {
        notices.say("peer", "watches it");
        notices.say("peer", "watches it");
        notices.trouble("dns", "");
        notices.trouble("dns", "refused");
        notices.trouble("dns", "refused");
        notices.trouble("dns", "");
        assertEquals(List.of("watches it", "dns: refused", "dns: well again"), lines);
    }

    @Test
    void keepsTheNewestSubjectsOnly() {
        for (int i = 0; i < 10_000; i++) {
            assertTrue(notices.changed("stranger " + i, "refused"));
            notices.changed("ours", "refused");
        }
        assertFalse(notices.changed("ours", "refused"));
        assertTrue(notices.changed("stranger 0", "refused"));
    }
}
