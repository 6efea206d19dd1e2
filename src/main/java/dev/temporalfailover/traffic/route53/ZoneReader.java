package dev.temporalfailover.traffic.route53;

import dev.temporalfailover.traffic.StepOutcome.StepResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.route53.model.ListResourceRecordSetsResponse;
import software.amazon.awssdk.services.route53.model.RRType;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/**
 * Lists the record sets of some names. Route 53 sorts by name with its labels reversed, so all sets of one name follow
 * one another and the names below it come next: one request mostly brings the records and their epoch record, which also
 * makes the reading one moment of the zone.
 */
final class ZoneReader {

    private static final int MAX_PAGES = 10;

    private final Route53Api api;

    ZoneReader(Route53Api api) {
        this.api = api;
    }

    /**
     * All sets of the configured records' names and of the epoch record's name.
     *
     * @param names canonical, without repetition; the epoch record's name is the last one
     */
    List<ResourceRecordSet> read(List<String> names) throws Route53Api.Failed {
        // By identity: where two listings overlap, the later one is the truth.
        Map<List<Object>, ResourceRecordSet> found = new LinkedHashMap<>();
        Set<String> wanted = Set.copyOf(names);
        String epochName = names.get(names.size() - 1);
        int floor = RequestBudget.READ;
        for (String name : names) {
            boolean epoch = name.equals(epochName);
            if (epoch && found.values().stream().anyMatch(set -> simpleTxt(set, epochName))) {
                continue;
            }
            for (ResourceRecordSet set : listing(name, floor)) {
                String canonical = RecordName.canonical(set.name());
                if (wanted.contains(canonical)) {
                    found.put(List.of(canonical, set.type(), Optional.ofNullable(set.setIdentifier())), set);
                }
            }
            floor = RequestBudget.PAGE;
        }
        return new ArrayList<>(found.values());
    }

    /** The sets from {@code name} on, at least to the end of that name. */
    private List<ResourceRecordSet> listing(String name, int floor) throws Route53Api.Failed {
        List<ResourceRecordSet> sets = new ArrayList<>();
        ListResourceRecordSetsResponse page = api.list(name, null, null, floor);
        for (int pages = 1; ; pages++) {
            sets.addAll(page.resourceRecordSets());
            if (!page.isTruncated() || !RecordName.same(page.nextRecordName(), name)) {
                return sets;
            }
            if (pages == MAX_PAGES) {
                throw new Route53Api.Failed(
                        new ApiFault(StepResult.REJECTED, name + " has more than " + sets.size() + " record sets"));
            }
            page = api.list(
                    page.nextRecordName(), page.nextRecordType(), page.nextRecordIdentifier(), RequestBudget.PAGE);
        }
    }

    /** Sets without an identifier are the only ones of their name and type, so there is nothing more to look for. */
    private static boolean simpleTxt(ResourceRecordSet set, String name) {
        return set.type() == RRType.TXT && set.setIdentifier() == null && RecordName.same(set.name(), name);
    }
}
