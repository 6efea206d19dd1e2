package dev.temporalfailover.failover.status;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.situation.EpochRecord;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What happened: one record for each epoch with all its parts, one for each attempt, and one for each thing asked. */
public final class History {
    /** A plan's record and what follows it may bear the same time. */
    private static final Comparator<AuditEntry> IN_ORDER = Comparator.comparing(AuditEntry::at)
            .thenComparing(entry -> entry.reason().equals(AuditEntry.FOLLOW));

    private History() {}

    /** Newest first. Records of one epoch become one; of records that are told twice one stays. */
    public static List<AuditEntry> merged(List<AuditEntry> all) {
        Map<List<Object>, AuditEntry> one = new LinkedHashMap<>();
        all.stream().sorted(IN_ORDER).forEach(entry -> one.merge(key(entry), entry, History::both));
        return one.values().stream()
                .sorted(Comparator.comparing(AuditEntry::at).reversed())
                .toList();
    }

    /** What somebody asked, which moves nothing itself. {@code what} is the action with what it names, for people. */
    public static AuditEntry asked(
            PolicyStatus status, Moment now, String instance, String by, boolean automatic, String what, String why) {
        Optional<EpochRecord> record = status.dns().epoch();
        String active = record.map(EpochRecord::active).orElse("");
        return new AuditEntry(
                status.policy().name(),
                record.map(EpochRecord::epoch).orElse(0L),
                now.wall(),
                instance,
                by,
                automatic,
                false,
                what,
                why,
                active,
                active,
                Map.of(),
                Map.of(),
                AuditEntry.STORED,
                List.of(),
                List.of(),
                List.of(),
                Map.of());
    }

    private static List<Object> key(AuditEntry e) {
        return e.change() && e.epoch() > 0
                ? List.of(e.policy(), e.epoch())
                : List.of(e.policy(), e.epoch(), e.at(), e.instance(), e.reason(), e.result());
    }

    /** Who asked and why is known by the part that wrote the record, not by a part that followed it. */
    private static AuditEntry both(AuditEntry earlier, AuditEntry later) {
        boolean follows =
                earlier.reason().equals(AuditEntry.FOLLOW) && !later.reason().equals(AuditEntry.FOLLOW);
        AuditEntry main = follows || later.rules().size() > earlier.rules().size() ? later : earlier;
        if (main.reason().equals(AuditEntry.FOLLOW) && !earlier.reason().equals(AuditEntry.FOLLOW)) {
            main = earlier;
        }
        Set<String> steps = new LinkedHashSet<>(earlier.steps());
        steps.addAll(later.steps());
        Map<String, Duration> stages = new LinkedHashMap<>(earlier.stages());
        stages.putAll(later.stages());
        return main.with(List.copyOf(steps), stages);
    }
}
