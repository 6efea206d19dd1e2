package dev.temporalfailover.config;

import dev.temporalfailover.config.EndpointSection.Address;
import dev.temporalfailover.config.EndpointSection.From;
import dev.temporalfailover.config.settings.Problems;
import dev.temporalfailover.config.settings.Section;
import dev.temporalfailover.config.settings.Setting;
import dev.temporalfailover.config.settings.Setting.Shape;
import dev.temporalfailover.config.settings.Types;
import dev.temporalfailover.config.settings.ValueType;
import dev.temporalfailover.failover.verdict.Service;
import dev.temporalfailover.probe.Endpoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * One of section {@code regions}, with its addresses for all instances.
 *
 * @param name null if it could not be read
 * @param cluster name of the region's cluster in Temporal's configuration; null if {@code name} is
 */
record RegionSection(Section section, String name, String cluster, RegionRole role, List<Address> addresses) {
    private static final List<String> SERVICES =
            Arrays.stream(Service.values()).map(Service::word).toList();

    private static final Setting<String> NAME =
            Setting.required("name", Types.NAME).means("Name of the region, for example `us-east-1`; unique.");
    private static final Setting<RegionRole> ROLE = Setting.optional(
                    "role", ValueType.word(RegionRole.class), "primary for the first, secondary for the others")
            .means("Shown to people only. Each policy states which region carries traffic.");
    private static final Setting<String> CLUSTER = Setting.optional("temporal_cluster", Types.TEXT, "the region's name")
            .means("Name of the region's cluster in Temporal's own configuration (`currentClusterName`). Needed where"
                    + " a policy reads or moves namespaces.");
    private static final Setting<Service> ENDPOINTS = Setting.named(
                    "temporal_endpoints", ValueType.word(Service.class), EndpointSection.SHAPE)
            .asRequired()
            .means("The services that are probed. Only a policy's `required_services` can make the region DOWN; the"
                    + " others make it DEGRADED.");

    static final Shape SHAPE = new Shape(NAME, ROLE, CLUSTER, ENDPOINTS);

    /** What a region is for, to people. */
    enum RegionRole {
        PRIMARY,
        SECONDARY
    }

    /** As an instance at {@code viewpoint} sees it. */
    Config.Region seenFrom(String viewpoint) {
        List<Endpoint> seen = addresses.stream()
                .filter(a -> a.from().seenBy(viewpoint, name))
                .map(Address::endpoint)
                .toList();
        return new Config.Region(name, role.name().toLowerCase(Locale.ROOT), seen);
    }

    void wrongCluster(String what) {
        section.wrong(CLUSTER, Problems.quoted(cluster) + " " + what);
    }

    /** Its frontend over gRPC that instances at {@code viewpoint} use; theirs alone first. */
    Optional<Endpoint> frontend(String viewpoint) {
        return overGrpc(Service.FRONTEND, viewpoint);
    }

    /** Its history hosts, in the same way. */
    Optional<Endpoint> history(String viewpoint) {
        return overGrpc(Service.HISTORY, viewpoint);
    }

    private Optional<Endpoint> overGrpc(Service service, String viewpoint) {
        return addresses.stream()
                .filter(a -> a.endpoint().service() == service
                        && a.endpoint().httpPath().isEmpty())
                .filter(a -> a.from().seenBy(viewpoint, name))
                .min(Comparator.comparing(a -> a.from() == From.ALL))
                .map(Address::endpoint);
    }

    static List<RegionSection> read(List<Section> sections, ProbingSection probing) {
        List<RegionSection> regions = new ArrayList<>();
        Set<String> names = new HashSet<>();
        int primaries = 0;
        for (Section s : sections) {
            String name = s.value(NAME);
            if (name != null && !names.add(name)) {
                s.wrong(NAME, Problems.quoted(name) + " is the name of an earlier region");
            }
            RegionRole written = s.value(ROLE);
            RegionRole role = written != null ? written : regions.isEmpty() ? RegionRole.PRIMARY : RegionRole.SECONDARY;
            if (role == RegionRole.PRIMARY && ++primaries > 1) {
                s.wrong(ROLE, "'primary' is the role of an earlier region");
            }
            List<Address> addresses = new ArrayList<>();
            s.named(ENDPOINTS, SERVICES)
                    .forEach((service, section) ->
                            addresses.addAll(EndpointSection.read(section, service, name, probing)));
            regions.add(new RegionSection(s, name, s.optional(CLUSTER).orElse(name), role, addresses));
        }
        return regions;
    }
}
