package dev.temporalfailover.traffic.route53;

import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.failover.situation.DnsReading.State;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.traffic.route53.Route53Settings.WeightedRecord;
import dev.temporalfailover.traffic.route53.Snapshot.Live;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.services.route53.model.RRType;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/** Judges from a zone's record sets whether this service owns them. Pure; never throws, whatever the zone contains. */
final class Ownership {

    private static final int MAX_FINDINGS = 5;
    private static final String UNSET = ", and adopt is not set";

    private final Route53Settings settings;
    private final List<String> regions;
    private final String epochName;

    Ownership(Route53Settings settings, List<String> regions) {
        this.settings = settings;
        this.regions = List.copyOf(regions);
        this.epochName = RecordName.ofEpoch(settings.records().get(0).name());
    }

    /**
     * What the record sets mean.
     *
     * @param sets all sets of the configured names and of the epoch record's name
     * @param seen the epoch that this process has seen last; 0 for none
     * @param now steady time
     */
    Snapshot judge(List<ResourceRecordSet> sets, long seen, Duration now) {
        List<Live> live = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        List<String> foreign = new ArrayList<>();
        List<String> advice = new ArrayList<>();
        for (WeightedRecord record : settings.records()) {
            collect(record, sets, live, missing, foreign, advice);
        }
        List<ResourceRecordSet> epochSets =
                sets.stream().filter(set -> is(set, epochName, "TXT")).toList();
        Optional<ResourceRecordSet> epochSet = epochSets.stream().findFirst();
        Map<String, Integer> weights = missing.isEmpty() && foreign.isEmpty() ? agreed(live, foreign) : Map.of();
        Optional<EpochRecord> epoch = epoch(epochSets, foreign);
        if (!missing.isEmpty()) {
            missing.addAll(foreign);
            return snapshot(State.MISSING, live, epochSet, epoch, Map.of(), missing, now);
        }
        if (foreign.isEmpty() && epoch.isPresent()) {
            compare(epoch.get(), live, seen, foreign);
        }
        if (!foreign.isEmpty()) {
            return snapshot(State.FOREIGN, live, epochSet, epoch, weights, foreign, now);
        }
        if (epoch.isPresent()) {
            return snapshot(State.OWNED, live, epochSet, epoch, weights, advice, now);
        }
        String refusal = cnameAtEpoch(sets).orElseGet(() -> notAdoptable(weights));
        boolean may = refusal.isEmpty();
        String why =
                !may ? refusal : "no epoch record " + epochName + (settings.adopt() ? " yet: may be adopted" : UNSET);
        advice.add(0, why);
        State state = may && settings.adopt() ? State.ADOPTABLE : State.FOREIGN;
        Snapshot found = snapshot(state, live, epochSet, epoch, weights, advice, now);
        return may && !settings.adopt() ? found.ofUnclaimed() : found;
    }

    private void collect(
            WeightedRecord record,
            List<ResourceRecordSet> sets,
            List<Live> live,
            List<String> missing,
            List<String> foreign,
            List<String> advice) {
        String name = RecordName.canonical(record.name());
        String title = record.type() + " " + name;
        List<ResourceRecordSet> all =
                sets.stream().filter(set -> is(set, name, record.type())).toList();
        for (ResourceRecordSet set : all) {
            if (set.setIdentifier() == null || !record.setIdentifiers().containsValue(set.setIdentifier())) {
                foreign.add(title + " has a record set that is not configured: "
                        + (set.setIdentifier() == null ? "one without set identifier" : set.setIdentifier()));
            }
        }
        for (String region : regions) {
            String identifier = record.setIdentifiers().get(region);
            Optional<ResourceRecordSet> set = all.stream()
                    .filter(one -> identifier.equals(one.setIdentifier()))
                    .findFirst();
            if (set.isEmpty()) {
                missing.add(title + " has no record set " + identifier + " (" + region + ")");
                continue;
            }
            String fault = unmovable(set.get());
            if (!fault.isEmpty()) {
                foreign.add(title + " " + identifier + " " + fault);
            }
            live.add(new Live(record, region, set.get()));
            advise(record, set.get(), title + " " + identifier, advice);
        }
    }

    /** Why the set cannot be moved by its weight; empty if it can. */
    private static String unmovable(ResourceRecordSet set) {
        if (set.weight() == null) {
            return "is not a weighted record";
        }
        if (set.weight() < 0 || set.weight() > 255) {
            return "has weight " + set.weight() + ", outside 0..255";
        }
        return set.trafficPolicyInstanceId() == null
                ? ""
                : "belongs to traffic policy instance " + set.trafficPolicyInstanceId();
    }

    private static void advise(WeightedRecord record, ResourceRecordSet set, String title, List<String> advice) {
        boolean alias = set.aliasTarget() != null;
        if (alias != record.alias()) {
            advice.add(title + " is " + (alias ? "an alias" : "no alias") + ", the configuration says otherwise");
        }
        if (!alias
                && set.ttl() != null
                && record.ttl().filter(ttl -> ttl.longValue() != set.ttl()).isPresent()) {
            advice.add(title + " has TTL " + set.ttl() + ", expected "
                    + record.ttl().get());
        }
    }

    /** The weights by region if all records have the same ones. */
    private static Map<String, Integer> agreed(List<Live> live, List<String> foreign) {
        Map<String, Integer> weights = new TreeMap<>();
        for (Live one : live) {
            int weight = one.set().weight().intValue();
            Integer before = weights.putIfAbsent(one.region(), weight);
            if (before != null && before != weight) {
                foreign.add(title(one) + " has weight " + weight + ", another record of " + one.region() + " has "
                        + before);
            }
        }
        return weights;
    }

    private Optional<EpochRecord> epoch(List<ResourceRecordSet> sets, List<String> foreign) {
        if (sets.isEmpty()) {
            return Optional.empty();
        }
        String title = "epoch record " + epochName;
        ResourceRecordSet set = sets.get(0);
        if (sets.size() > 1
                || set.setIdentifier() != null
                || set.resourceRecords().size() != 1) {
            foreign.add(title + " is not one simple TXT record with one value");
            return Optional.empty();
        }
        try {
            return Optional.of(EpochText.read(set.resourceRecords().get(0).value()));
        } catch (IllegalArgumentException e) {
            foreign.add(title + " cannot be read: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** What in the zone contradicts the epoch record. */
    private void compare(EpochRecord epoch, List<Live> live, long seen, List<String> foreign) {
        if (!epoch.weights().keySet().equals(Set.copyOf(regions)) || !regions.contains(epoch.active())) {
            foreign.add("epoch record " + epochName + " has the regions " + new TreeMap<>(epoch.weights()).keySet()
                    + " with " + epoch.active() + " active, the configuration has " + regions);
            return;
        }
        if (!epoch.hasNext()) {
            foreign.add("epoch record " + epochName + " has the last epoch that there is, " + epoch.epoch()
                    + ": delete it and adopt the records again");
        }
        if (epoch.weights().get(epoch.active()) == 0) {
            foreign.add("epoch record " + epochName + " gives its active region " + epoch.active() + " weight 0");
        }
        if (epoch.epoch() < seen && !epoch.reason().equals(EpochRecord.ADOPTED)) {
            foreign.add("epoch record " + epochName + " went back from " + seen + " to " + epoch.epoch()
                    + ": if that is intended, delete it and adopt the records again");
        }
        for (Live one : live) {
            long expected = epoch.weights().get(one.region());
            if (one.set().weight() != expected) {
                foreign.add(title(one) + " has weight " + one.set().weight() + ", epoch " + epoch.epoch() + " says "
                        + expected);
            }
        }
    }

    /** Route 53 refuses every batch with our TXT record then, so that no failover can be written. */
    private Optional<String> cnameAtEpoch(List<ResourceRecordSet> sets) {
        return sets.stream()
                .filter(set -> is(set, epochName, "CNAME"))
                .findFirst()
                .map(set ->
                        "a CNAME stands at " + epochName + ", where the epoch record (TXT) must be: delete the CNAME");
    }

    private String notAdoptable(Map<String, Integer> weights) {
        long carrying = weights.values().stream().filter(weight -> weight > 0).count();
        return carrying == 1
                ? ""
                : "cannot adopt: exactly one region may have a weight above 0, found " + new TreeMap<>(weights);
    }

    private static Snapshot snapshot(
            State state,
            List<Live> live,
            Optional<ResourceRecordSet> epochSet,
            Optional<EpochRecord> epoch,
            Map<String, Integer> weights,
            List<String> findings,
            Duration now) {
        String more = findings.size() > MAX_FINDINGS ? "; and " + (findings.size() - MAX_FINDINGS) + " more" : "";
        String detail =
                ApiFault.line(String.join("; ", findings.subList(0, Math.min(MAX_FINDINGS, findings.size()))) + more);
        return new Snapshot(live, epochSet, new DnsReading(state, epoch, weights, detail, now, false));
    }

    private static boolean is(ResourceRecordSet set, String name, String type) {
        return set.type() != null
                && RRType.fromValue(type) == set.type()
                && RecordName.canonical(set.name()).equals(name);
    }

    private static String title(Live live) {
        return live.record().type() + " " + RecordName.canonical(live.record().name()) + " "
                + live.set().setIdentifier();
    }
}
