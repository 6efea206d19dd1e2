package dev.temporalfailover.failover.status;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HistoryTest {
    private static AuditEntry entry(int second, String by, String reason, String result, String step) {
        return new AuditEntry(
                "api",
                8,
                Instant.ofEpochSecond(second),
                "pod",
                by,
                false,
                false,
                reason,
                "",
                "e",
                "w",
                Map.of(),
                Map.of(),
                result,
                List.of(),
                List.of(),
                List.of(step),
                Map.of(step, Duration.ofSeconds(second)));
    }

    @Test
    void anEpochIsOneRecordWithItsPartsAndSaysWhoAsked() {
        List<AuditEntry> all = History.merged(List.of(
                entry(3, "temporal-failover", AuditEntry.FOLLOW, "applied", "route"),
                entry(2, "ann", "requested", "applied", "dns")));
        assertEquals(1, all.size());
        assertEquals("ann requested", all.get(0).by() + " " + all.get(0).reason());
        assertEquals(List.of("dns", "route"), all.get(0).steps());
        assertEquals(2, all.get(0).stages().size());
    }

    @Test
    void whatFollowsInTheSameMomentComesAfterTheChange() {
        AuditEntry change = entry(2, "temporal-failover", "active_down", "applied", "dns");
        AuditEntry follows = entry(2, "pod", AuditEntry.FOLLOW, "applied", "takeover");
        for (List<AuditEntry> told : List.of(List.of(change, follows), List.of(follows, change))) {
            AuditEntry one = History.merged(told).get(0);
            assertEquals(List.of("dns", "takeover"), one.steps());
            assertEquals("active_down", one.reason());
        }
    }

    @Test
    void aTakeoverIsNoPartOfTheChangeThatItStandsOn() {
        String begins = "TAKEOVER /health/takeover/e begins epoch 8->8 and the takeover of w: applied";
        AuditEntry wrote = entry(1, "ann", "requested", "applied", "dns");
        AuditEntry took = entry(2, "temporal-failover", "active_down", "applied", begins);
        List<AuditEntry> all = History.merged(List.of(took, wrote, took));
        assertEquals(
                List.of("active_down", "requested"),
                all.stream().map(AuditEntry::reason).toList());
        AuditEntry behind = entry(2, "pod", AuditEntry.FOLLOW, "applied", begins);
        assertEquals(1, History.merged(List.of(behind, wrote)).size(), "one that follows the record is part of it");
    }

    @Test
    void aRouteThatFollowedFirstDoesNotHideWhoAsked() {
        AuditEntry one = History.merged(List.of(
                        entry(1, "w", AuditEntry.FOLLOW, "applied", "route"),
                        entry(2, "ann", "requested", "applied", "dns")))
                .get(0);
        assertEquals("ann", one.by());
    }

    @Test
    void aLostRaceIsNoPartOfTheChangeThatWonIt() {
        List<AuditEntry> all = History.merged(List.of(
                entry(1, "ann", "requested", "lost_race", "dns"), entry(2, "bob", "requested", "applied", "dns")));
        assertEquals(List.of("bob", "ann"), all.stream().map(AuditEntry::by).toList());
    }

    @Test
    void whatIsToldTwiceIsThereOnceAndEachThingAskedStays() {
        AuditEntry hold = entry(1, "ann", "hold", AuditEntry.STORED, "");
        AuditEntry release = entry(2, "ann", "release", AuditEntry.STORED, "");
        AuditEntry ended = entry(3, "ann", AuditEntry.TAKEOVER_ENDED, "applied", "");
        List<AuditEntry> all = History.merged(List.of(hold, release, hold, ended, release));
        assertEquals(
                List.of("takeover_ended", "release", "hold"),
                all.stream().map(AuditEntry::reason).toList());
    }
}
