package dev.temporalfailover.config;

import dev.temporalfailover.config.EndpointSection.Address;
import dev.temporalfailover.config.settings.Section;
import dev.temporalfailover.failover.verdict.Service;
import dev.temporalfailover.probe.Endpoint;
import dev.temporalfailover.traffic.route53.Route53Settings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the instances of each region see of the others, and whether a region can be judged from that. */
final class Visibility {

    /** No region's name. */
    private static final String WITNESS = "a witness";

    private Visibility() {}

    /** @param witnessed whether a witness may look too, which is in no region */
    static void check(List<RegionSection> regions, List<PolicySection> policies, boolean witnessed) {
        Set<String> said = new HashSet<>();
        for (RegionSection region : regions) {
            twice(region.addresses());
            if (region.name() == null) {
                continue;
            }
            for (PolicySection policy : policies) {
                if (policy.policy().regions().contains(region.name())) {
                    judgeable(region, policy, said);
                    moved(region, policy, said);
                }
            }
        }
        List<String> viewpoints = new ArrayList<>(
                regions.stream().map(RegionSection::name).filter(n -> n != null).toList());
        if (witnessed) {
            viewpoints.add(WITNESS);
        }
        confused(regions, viewpoints);
    }

    /** The same path of the same service twice for one instance: neither could be named. */
    private static void twice(List<Address> addresses) {
        for (int i = 0; i < addresses.size(); i++) {
            Address a = addresses.get(i);
            for (Address b : addresses.subList(0, i)) {
                boolean same = a.endpoint().service() == b.endpoint().service()
                        && a.endpoint().path().equals(b.endpoint().path());
                if (same && a.from().overlaps(b.from())) {
                    a.wrong("path '" + a.endpoint().path()
                            + "' is there twice for some instances; 'from' must part them");
                    break;
                }
            }
        }
    }

    /** Each path that an instance sees must lead to a required service, or it would keep the region from being DOWN. */
    private static void judgeable(RegionSection region, PolicySection policy, Set<String> said) {
        for (String viewpoint : policy.policy().regions()) {
            Map<String, List<Address>> paths = new TreeMap<>();
            for (Address a : region.addresses()) {
                if (a.from().seenBy(viewpoint, region.name())) {
                    paths.computeIfAbsent(a.endpoint().path(), p -> new ArrayList<>())
                            .add(a);
                }
            }
            if (paths.isEmpty() && said.add(policy.section().path() + viewpoint + region.name())) {
                policy.wrongRequired("an instance in " + viewpoint + " has no endpoint of " + region.name()
                        + " to probe and could never judge it");
            }
            paths.forEach((path, addresses) -> {
                boolean required = addresses.stream()
                        .anyMatch(a -> policy.required().contains(a.endpoint().service()));
                Address first = addresses.get(0);
                if (!required && said.add(first.section().path())) {
                    first.wrong("seen from " + viewpoint + " path '" + path + "' leads to no required service ("
                            + words(policy.required()) + ") and would keep the region from ever being DOWN");
                }
            });
        }
    }

    /** A name that we move leads to the active region, whichever it is. */
    private static void moved(RegionSection region, PolicySection policy, Set<String> said) {
        policy.dns().map(Route53Settings::records).orElse(List.of()).forEach(record -> region.addresses().stream()
                .filter(a -> a.endpoint().host().equals(record.name()))
                .filter(a -> said.add("moved " + a.section().path()))
                .forEach(a -> a.wrong("'" + record.name() + "' is a record that "
                        + policy.section().path() + " moves; write an address that always leads to " + region.name())));
    }

    /** One address for two regions: its answers prove nothing about either. */
    private static void confused(List<RegionSection> regions, List<String> viewpoints) {
        Set<Section> said = new HashSet<>();
        for (String viewpoint : viewpoints) {
            Map<String, String> owners = new HashMap<>();
            for (RegionSection region : regions) {
                if (region.name() == null) {
                    continue;
                }
                for (Address a : region.addresses()) {
                    Endpoint e = a.endpoint();
                    if (e.port() == EndpointSection.NO_PORT || !a.from().seenBy(viewpoint, region.name())) {
                        continue;
                    }
                    String owner = owners.putIfAbsent(e.host() + " port " + e.port(), region.name());
                    if (owner != null && !owner.equals(region.name()) && said.add(a.section())) {
                        a.wrong("'" + e.host() + "' port " + e.port() + " is the address of " + owner
                                + " too, seen from " + viewpoint
                                + "; a cluster-local name needs from: same_region");
                    }
                }
            }
        }
    }

    private static String words(Set<Service> services) {
        return String.join(", ", services.stream().map(Service::word).sorted().toList());
    }
}
