package dev.temporalfailover.emulator.route53;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.NavigableMap;

/** One hosted zone: what the API lists, and what the name servers have so far. Guarded by the store's lock. */
final class Zone {
    final String id;
    final RecordName name;
    final String callerReference;
    final String comment;
    final boolean service;
    private volatile NavigableMap<RecordSet.Key, RecordSet> current;
    private NavigableMap<RecordSet.Key, RecordSet> served;
    private final Deque<Version> propagating = new ArrayDeque<>();

    private record Version(Instant inSyncAt, NavigableMap<RecordSet.Key, RecordSet> records) {}

    /**
     * A zone.
     *
     * @param service a zone of an AWS service such as a load balancer: a valid alias target for other zones
     */
    Zone(
            String id,
            RecordName name,
            String callerReference,
            String comment,
            boolean service,
            NavigableMap<RecordSet.Key, RecordSet> records) {
        this.id = id;
        this.name = name;
        this.callerReference = callerReference;
        this.comment = comment;
        this.service = service;
        this.current = records;
        this.served = records;
    }

    /** The most current records, PENDING ones too, as ListResourceRecordSets answers them. */
    NavigableMap<RecordSet.Key, RecordSet> current() {
        return current;
    }

    /** What the name servers answer with at {@code now}. */
    NavigableMap<RecordSet.Key, RecordSet> served(Instant now) {
        int there = 0; // a later version has all changes of an earlier one, though it may be there first
        int i = 0;
        for (Version v : propagating) {
            i++;
            if (!v.inSyncAt().isAfter(now)) {
                there = i;
            }
        }
        for (; there > 0; there--) {
            served = propagating.poll().records();
        }
        return served;
    }

    void change(NavigableMap<RecordSet.Key, RecordSet> records, Instant now, Duration propagation) {
        served(now);
        current = records;
        propagating.add(new Version(now.plus(propagation), records));
    }

    boolean pending(Instant now) {
        served(now);
        return !propagating.isEmpty();
    }
}
