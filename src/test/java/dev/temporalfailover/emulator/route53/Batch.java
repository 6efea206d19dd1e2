package dev.temporalfailover.emulator.route53;

import dev.temporalfailover.emulator.route53.AcceptedChange.Action;
import dev.temporalfailover.emulator.route53.AcceptedChange.Change;
import dev.temporalfailover.emulator.route53.wire.ApiError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Applies a change batch to a copy of the zone's records: all of it or, with every error named, nothing (<a
 * href="https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html">ChangeResourceRecordSets</a>).
 */
final class Batch {
    /** Counted over a batch, an UPSERT twice: DNSLimitations, "Quotas on ChangeResourceRecordSets requests". */
    static final int MAX_RECORDS = 1_000;

    static final int MAX_CHARACTERS = 32_000;

    private final RecordName zone;
    private final NavigableMap<RecordSet.Key, RecordSet> records;
    private final List<String> errors = new ArrayList<>();

    private Batch(RecordName zone, NavigableMap<RecordSet.Key, RecordSet> current) {
        this.zone = zone;
        this.records = new TreeMap<>(current);
    }

    /**
     * The records after the batch.
     *
     * @throws ApiError InvalidChangeBatch with every error
     */
    static NavigableMap<RecordSet.Key, RecordSet> apply(
            RecordName zone, NavigableMap<RecordSet.Key, RecordSet> current, List<Change> changes) {
        Batch batch = new Batch(zone, current);
        batch.limits(changes);
        batch.repeated(changes);
        batch.refuseIfWrong();
        changes.forEach(batch::one);
        batch.refuseIfWrong();
        batch.errors.addAll(ZoneRules.problems(zone, batch.records, changes));
        batch.refuseIfWrong();
        return batch.records;
    }

    private void refuseIfWrong() {
        if (!errors.isEmpty()) {
            throw ApiError.invalidChangeBatch(errors);
        }
    }

    private void limits(List<Change> changes) {
        long count = 0;
        long characters = 0;
        for (Change change : changes) {
            int times = change.action() == Action.UPSERT ? 2 : 1;
            List<String> values = change.records().values();
            count += (long) times * Math.max(1, values.size());
            characters +=
                    (long) times * values.stream().mapToLong(String::length).sum();
        }
        if (count > MAX_RECORDS) {
            errors.add("Number of records limit of " + MAX_RECORDS + " exceeded.");
        }
        if (characters > MAX_CHARACTERS) {
            errors.add("RDATA character limit of " + MAX_CHARACTERS + " exceeded.");
        }
    }

    /** One set may appear once, or as DELETE and then CREATE. */
    private void repeated(List<Change> changes) {
        Map<RecordSet.Key, Action> seen = new HashMap<>();
        for (Change change : changes) {
            RecordSet r = change.records();
            Action before = seen.put(r.key(), change.action());
            if (before != null && !(before == Action.DELETE && change.action() == Action.CREATE)) {
                errors.add("The request contains an invalid set of changes for a resource record set '" + r.type() + " "
                        + r.name() + "'");
            }
        }
    }

    private void one(Change change) {
        RecordSet wanted = change.records();
        if (!RecordName.of(wanted.name()).within(zone)) {
            errors.add("RRSet with DNS name " + wanted.name() + " is not permitted in zone " + zone.text());
            return;
        }
        RecordSet current = records.get(wanted.key());
        if (change.action() == Action.DELETE) {
            if (current == null) {
                errors.add("Tried to delete resource record set " + wanted.described() + " but it was not found");
            } else if (!same(current, wanted)) {
                errors.add("Tried to delete resource record set " + wanted.described()
                        + " but the values provided do not match the current values");
            } else {
                records.remove(wanted.key());
            }
        } else if (change.action() == Action.CREATE && current != null) {
            errors.add("Tried to create resource record set " + wanted.described() + " but it already exists");
        } else {
            wanted.values().stream()
                    .map(v -> RecordValues.problem(wanted.type(), v))
                    .filter(p -> p != null)
                    .forEach(errors::add);
            records.put(wanted.key(), wanted);
        }
    }

    /** Everything counts; only the order of values does not, and names in values are compared as names. */
    private static boolean same(RecordSet a, RecordSet b) {
        return comparable(a).equals(comparable(b));
    }

    private static RecordSet comparable(RecordSet r) {
        boolean names =
                r.type().equals("CNAME") || r.type().equals("NS") || r.type().equals("PTR");
        List<String> values =
                r.values().stream().map(v -> names ? nameOf(v) : v).sorted().toList();
        return new RecordSet(
                r.name(), r.type(), r.setIdentifier(), r.weight(), r.ttl(), values, r.alias(), r.healthCheckId());
    }

    private static String nameOf(String value) {
        try {
            return RecordName.of(value).text();
        } catch (ApiError e) {
            return value; // not a name, so it equals no stored one
        }
    }
}
