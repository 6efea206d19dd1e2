package dev.temporalfailover.emulator.route53;

import dev.temporalfailover.emulator.route53.AcceptedChange.Action;
import dev.temporalfailover.emulator.route53.AcceptedChange.Change;
import dev.temporalfailover.emulator.route53.wire.ApiError;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Zones and changes of the one account. One lock: a batch is seen whole or not at all. */
final class Store {
    static final List<String> NAME_SERVERS =
            List.of("ns-1.awsdns-01.com.", "ns-2.awsdns-02.net.", "ns-3.awsdns-03.org.", "ns-4.awsdns-04.co.uk.");
    private static final String SOA = NAME_SERVERS.get(0) + " awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400";
    private static final int MAX_CHANGES_KEPT = 10_000;

    private final EmulatorOptions options;
    private final Random random;
    private final Predicate<String> healthCheckExists;
    private final Map<String, Zone> zones = new TreeMap<>();
    private final Map<String, ChangeInfo> changes = new LinkedHashMap<>();
    private final List<Consumer<AcceptedChange>> listeners = new CopyOnWriteArrayList<>();
    private volatile Duration propagation;

    /** A change as GetChange answers it. */
    record ChangeInfo(String id, String zoneId, Instant submittedAt, Instant inSyncAt, String comment) {
        String status(Instant now) {
            return inSyncAt.isAfter(now) ? "PENDING" : "INSYNC";
        }
    }

    Store(EmulatorOptions options, Predicate<String> healthCheckExists) {
        this.options = options;
        this.random = new Random(options.seed);
        this.healthCheckExists = healthCheckExists;
        this.propagation = options.propagation;
    }

    Instant now() {
        return options.clock.instant();
    }

    void propagation(Duration d) {
        propagation = d;
    }

    void listen(Consumer<AcceptedChange> listener) {
        listeners.add(listener);
    }

    /** A new zone with its NS and SOA records; a null id takes a new one. */
    synchronized Zone createZone(String id, String name, String callerReference, String comment, boolean service) {
        RecordName zone = zoneName(name);
        if (zones.values().stream().anyMatch(z -> z.callerReference.equals(callerReference))) {
            throw new ApiError(
                    409,
                    "HostedZoneAlreadyExists",
                    "A hosted zone has already been created with the specified caller reference.");
        }
        NavigableMap<RecordSet.Key, RecordSet> records = new TreeMap<>();
        for (RecordSet r : List.of(
                RecordSet.simple(zone.text(), "NS", 172_800, NAME_SERVERS.toArray(String[]::new)),
                RecordSet.simple(zone.text(), "SOA", 900, SOA))) {
            records.put(r.key(), r);
        }
        Zone created = new Zone(id == null ? id("Z") : id, zone, callerReference, comment, service, records);
        zones.put(created.id, created);
        return created;
    }

    /** @throws ApiError InvalidDomainName, which only operations on zones have */
    static RecordName zoneName(String name) {
        try {
            return RecordName.of(name);
        } catch (ApiError e) {
            throw new ApiError(400, "InvalidDomainName", e.getMessage());
        }
    }

    synchronized Zone zone(String id) {
        Zone zone = zones.get(id);
        if (zone == null) {
            throw ApiError.noSuchHostedZone(id);
        }
        return zone;
    }

    /** All zones by id. */
    synchronized List<Zone> zones() {
        return List.copyOf(zones.values());
    }

    synchronized ChangeInfo deleteZone(String id) {
        Zone zone = zone(id);
        if (zone.current().size() > 2) {
            throw new ApiError(
                    400,
                    "HostedZoneNotEmpty",
                    "The specified hosted zone contains non-required resource record sets and so cannot be deleted.");
        }
        zones.remove(id);
        return newChange(id, "");
    }

    /** Applies the batch or throws; listeners hear of it before this returns. */
    ChangeInfo change(String zoneId, String comment, List<Change> batch) {
        ChangeInfo info;
        synchronized (this) {
            Zone zone = zone(zoneId);
            Instant now = now();
            if (options.refuseWhilePending && zone.pending(now)) {
                throw new ApiError(400, "PriorRequestNotComplete", Fault.PRIOR_REQUEST);
            }
            for (Change c : batch) {
                references(zone, c);
            }
            zone.change(Batch.apply(zone.name, zone.current(), batch), now, propagation);
            info = newChange(zoneId, comment);
        }
        AcceptedChange told =
                new AcceptedChange(info.id(), zoneId, info.submittedAt(), info.inSyncAt(), comment, batch);
        listeners.forEach(l -> l.accept(told));
        return info;
    }

    synchronized ChangeInfo changeInfo(String id) {
        ChangeInfo info = changes.get(id);
        if (info == null) {
            throw new ApiError(404, "NoSuchChange", "Could not find resource with ID: " + id);
        }
        return info;
    }

    /** What name servers have of the zone that the name is in; null if it is in none. */
    synchronized Served served(RecordName name) {
        return zones.values().stream()
                .filter(z -> name.within(z.name))
                .max(Comparator.comparingInt(z -> z.name.text().length()))
                .map(z -> new Served(z.name, options.serveAtOnce ? z.current() : z.served(now())))
                .orElse(null);
    }

    /** A zone as name servers see it. */
    record Served(RecordName zone, NavigableMap<RecordSet.Key, RecordSet> records) {}

    ChangeInfo newChange(String zoneId, String comment) {
        synchronized (this) {
            Instant now = now();
            ChangeInfo info = new ChangeInfo(id("C"), zoneId, now, now.plus(propagation), comment);
            changes.put(info.id(), info);
            if (changes.size() > MAX_CHANGES_KEPT) {
                changes.remove(changes.keySet().iterator().next());
            }
            return info;
        }
    }

    /** Health checks and alias zones that a change names must exist. */
    private void references(Zone zone, Change change) {
        RecordSet r = change.records();
        if (change.action() == Action.DELETE) {
            return;
        }
        if (r.healthCheckId() != null && !healthCheckExists.test(r.healthCheckId())) {
            throw ApiError.noSuchHealthCheck(r.healthCheckId());
        }
        if (r.alias() == null) {
            return;
        }
        RecordName target = RecordName.of(r.alias().dnsName());
        Zone other = zones.get(r.alias().hostedZoneId());
        String tried = "Tried to create an alias that targets " + target.text() + ", type " + r.type() + " in zone "
                + r.alias().hostedZoneId() + ", but ";
        List<String> wrong = new ArrayList<>();
        if (other == null || other != zone && !other.service) {
            wrong.add(tried + "the alias target is not in this hosted zone");
        } else if (!target.within(other.name)) {
            wrong.add(tried + "the alias target name does not lie within the target zone");
        }
        if (!wrong.isEmpty()) {
            throw ApiError.invalidChangeBatch(wrong);
        }
    }

    private String id(String prefix) {
        StringBuilder id = new StringBuilder(prefix);
        for (int i = 0; i < 20; i++) {
            id.append("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".charAt(random.nextInt(36)));
        }
        return id.toString();
    }
}
