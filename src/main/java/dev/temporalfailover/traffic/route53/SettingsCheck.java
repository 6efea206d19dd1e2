package dev.temporalfailover.traffic.route53;

import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.traffic.route53.Route53Settings.WeightedRecord;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What must hold between a policy and its records so that a batch can be built at all; found at start, not at 3 a.m. */
final class SettingsCheck {

    private static final Set<String> TYPES = Set.of("A", "AAAA", "CNAME");
    /** The longest pod name; any owner's name is at most this long. */
    private static final int LONGEST_OWNER = 253;

    private static final Instant LONGEST_TIME = Instant.parse("2026-11-22T01:02:03.123456789Z");

    private SettingsCheck() {}

    /**
     * Accepts or throws.
     *
     * @throws IllegalArgumentException naming the policy and the setting
     */
    static void require(Route53Settings settings, FailoverPolicy policy) {
        String where = "policy " + policy.name() + ": ";
        require(!settings.records().isEmpty(), where + "records is empty");
        Set<String> seen = new HashSet<>();
        for (WeightedRecord record : settings.records()) {
            String title = where + "record " + record.type() + " " + record.name() + ": ";
            require(TYPES.contains(record.type()), title + "type must be A, AAAA or CNAME");
            require(seen.add(record.type() + " " + RecordName.canonical(record.name())), title + "is given twice");
            Map<String, String> identifiers = record.setIdentifiers();
            require(
                    identifiers.keySet().equals(Set.copyOf(policy.regions())),
                    title + "set_identifiers must name each region of " + policy.regions());
            require(
                    Set.copyOf(identifiers.values()).size() == identifiers.size(),
                    title + "set_identifiers must differ from region to region");
        }
        requireEpochFits(policy);
    }

    private static void requireEpochFits(FailoverPolicy policy) {
        Map<String, Integer> weights = new HashMap<>();
        policy.regions().forEach(region -> weights.put(region, 255));
        List<Instant> switches = Collections.nCopies(EpochRecord.MAX_SWITCHES, LONGEST_TIME);
        for (String region : policy.regions()) {
            EpochText.write(new EpochRecord(
                    Long.MAX_VALUE,
                    region,
                    weights,
                    "x".repeat(LONGEST_OWNER),
                    "x".repeat(LONGEST_OWNER),
                    LONGEST_TIME,
                    switches));
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
