package dev.temporalfailover.emulator.route53;

import dev.temporalfailover.emulator.route53.AcceptedChange.Action;
import dev.temporalfailover.emulator.route53.AcceptedChange.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;

/**
 * Rules that hold for the zone as a whole after a batch; only names that the batch touched are looked at. Wording as in
 * external-dns 3141, aws-sdk-go-v2 518 and chef route53 100; what AWS says of the 100 sets of a group is not known.
 */
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
        for (Change c : changes) {
            if (c.action() != Action.DELETE) {
                rules.conflicts(c.records());
                rules.group(c.records());
                rules.aliasTarget(c.records());
            }
        }
        rules.apex(changes.stream().anyMatch(c -> c.records().name().equals(zone.text())));
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

    /** A CNAME is alone at its name, and never at the apex. */
    private void conflicts(RecordSet r) {
        boolean cname = r.type().equals("CNAME");
        if (cname && r.name().equals(zone.text())) {
            errors.add("RRSet of type CNAME with DNS name " + r.name() + " is not permitted at apex in zone "
                    + zone.text());
            return;
        }
        at(records, RecordName.of(r.name())).stream()
                .filter(o -> !o.type().equals(r.type()) && (cname || o.type().equals("CNAME")))
                .findFirst()
                .ifPresent(o -> errors.add("RRSet of type " + r.type() + " with DNS name " + r.name()
                        + " is not permitted because a conflicting RRSet of type " + o.type()
                        + " with the same DNS name already exists in zone " + zone.text()));
    }

    private void group(RecordSet r) {
        List<RecordSet> group = at(records, RecordName.of(r.name())).stream()
                .filter(o -> o.type().equals(r.type()))
                .toList();
        boolean weighted = r.setIdentifier() != null;
        String who = "RRSet with DNS name " + r.name() + ", type " + r.type()
                + (weighted ? ", SetIdentifier " + r.setIdentifier() : "");
        if (!weighted && group.size() > 1) {
            errors.add(who + " cannot be created as other RRSets exist with the same name and type.");
        } else if (weighted && group.stream().anyMatch(o -> o.setIdentifier() == null)) {
            errors.add(who + " cannot be created as a non-weighted set exists with the same name and type.");
        } else if (group.size() > MAX_WEIGHTED) {
            errors.add(who + " cannot be created as " + MAX_WEIGHTED + " sets exist with the same name and type.");
        } else if (group.stream()
                        .map(RecordSet::ttl)
                        .filter(Objects::nonNull)
                        .distinct()
                        .count()
                > 1) {
            errors.add(who + " cannot be created as weighted sets must contain the same TTL.");
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

    private void apex(boolean touched) {
        if (!touched) {
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
