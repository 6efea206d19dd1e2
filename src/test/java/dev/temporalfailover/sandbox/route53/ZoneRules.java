package dev.temporalfailover.sandbox.route53;

import dev.temporalfailover.sandbox.route53.AcceptedChange.Action;
import dev.temporalfailover.sandbox.route53.AcceptedChange.Change;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;

/** Rules that hold for the zone as a whole after a batch; only names that the batch touched are looked at. */
final class ZoneRules {
    private static final int MAX_WEIGHTED = 100;

    private final RecordName zone;
    private final NavigableMap<RecordSet.Key, RecordSet> records;
    private final List<String> errors = new ArrayList<>();

    private ZoneRules(RecordName zone, NavigableMap<RecordSet.Key, RecordSet> records) {
        this.zone = zone;
        this.records = records;
    }

    /** What is wrong with the zone after these changes; empty if nothing. */
    static List<String> problems(RecordName zone, NavigableMap<RecordSet.Key, RecordSet> after, List<Change> changes) {
        ZoneRules rules = new ZoneRules(zone, after);
        Set<String> names = new LinkedHashSet<>();
        changes.forEach(c -> names.add(c.records().name()));
        names.forEach(rules::conflicts);
        Set<List<String>> groups = new LinkedHashSet<>();
        changes.forEach(c -> groups.add(List.of(c.records().name(), c.records().type())));
        groups.forEach(g -> rules.group(g.get(0), g.get(1)));
        changes.stream().filter(c -> c.action() != Action.DELETE).forEach(c -> rules.aliasTarget(c.records()));
        rules.apex(names);
        return rules.errors;
    }

    /** All sets of a name, in order. */
    static List<RecordSet> at(NavigableMap<RecordSet.Key, RecordSet> records, RecordName name) {
        List<RecordSet> found = new ArrayList<>();
        for (var e :
                records.tailMap(new RecordSet.Key(name.order(), "", ""), true).entrySet()) {
            if (!e.getKey().order().equals(name.order())) {
                break;
            }
            found.add(e.getValue());
        }
        return found;
    }

    private void conflicts(String name) {
        List<RecordSet> all = at(records, RecordName.of(name));
        boolean cname = all.stream().anyMatch(r -> r.type().equals("CNAME"));
        if (cname && name.equals(zone.text())) {
            errors.add(
                    "RRSet of type CNAME with DNS name " + name + " is not permitted at apex in zone " + zone.text());
        } else if (cname && all.stream().anyMatch(r -> !r.type().equals("CNAME"))) {
            errors.add("RRSet of type CNAME with DNS name " + name
                    + " is not permitted as it conflicts with other records with the same DNS name in zone "
                    + zone.text());
        }
    }

    private void group(String name, String type) {
        List<RecordSet> group = at(records, RecordName.of(name)).stream()
                .filter(r -> r.type().equals(type))
                .toList();
        List<RecordSet> weighted =
                group.stream().filter(r -> r.setIdentifier() != null).toList();
        String who = "RRSet with DNS name " + name + ", type " + type;
        if (!weighted.isEmpty() && weighted.size() < group.size()) {
            errors.add(who + ", SetIdentifier " + weighted.get(0).setIdentifier()
                    + " cannot be created as other RRSets exist with the same name and type.");
        }
        if (weighted.size() > MAX_WEIGHTED) {
            errors.add(who + " cannot be created as the group already has " + MAX_WEIGHTED + " weighted RRSets.");
        }
        if (weighted.stream()
                        .map(RecordSet::ttl)
                        .filter(Objects::nonNull)
                        .distinct()
                        .count()
                > 1) {
            errors.add(who + " cannot be created as all weighted RRSets with the same name and type must have the same"
                    + " TTL.");
        }
    }

    private void aliasTarget(RecordSet r) {
        if (r.alias() == null) {
            return;
        }
        RecordName target = RecordName.of(r.alias().dnsName());
        String tried = "Tried to create an alias that targets " + target.text() + ", type " + r.type() + " in zone "
                + r.alias().hostedZoneId() + ", but ";
        if (!target.within(zone)) {
            // Targets of other zones (load balancers) were checked by the caller, which knows all zones.
            return;
        }
        if (at(records, target).stream()
                .noneMatch(t -> t.type().equals(r.type()) && !t.key().equals(r.key()))) {
            errors.add(tried + "that target was not found");
        }
    }

    private void apex(Set<String> touched) {
        if (!touched.contains(zone.text())) {
            return;
        }
        List<RecordSet> apex = at(records, zone);
        if (apex.stream().noneMatch(r -> r.type().equals("NS"))) {
            errors.add("A HostedZone must contain at least one NS record for the zone itself.");
        }
        if (apex.stream()
                        .filter(r -> r.type().equals("SOA"))
                        .mapToInt(r -> r.values().size())
                        .sum()
                != 1) {
            errors.add("A HostedZone must contain exactly one SOA record.");
        }
    }
}
