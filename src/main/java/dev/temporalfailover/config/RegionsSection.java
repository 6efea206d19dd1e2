package dev.temporalfailover.config;

import dev.temporalfailover.config.EndpointSection.Address;
import dev.temporalfailover.config.settings.Problems;
import dev.temporalfailover.config.settings.Section;
import dev.temporalfailover.config.settings.Setting;
import dev.temporalfailover.config.settings.Setting.Shape;
import dev.temporalfailover.config.settings.Type;
import dev.temporalfailover.config.settings.Types;
import dev.temporalfailover.failover.verdict.Service;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Section {@code regions}. */
final class RegionsSection {
    private static final List<String> SERVICES =
            Arrays.stream(Service.values()).map(Service::word).toList();

    private static final Setting<String> NAME =
            Setting.required("name", Types.NAME, "Name of the region, for example `us-east-1`; once.");
    private static final Setting<Role> ROLE = Setting.optional(
            "role",
            Type.word(Role.class),
            "primary for the first, secondary for the others",
            "For people; who carries traffic is said by each policy.");
    private static final Setting<Service> ENDPOINTS = Setting.named(
            "temporal_endpoints",
            Type.word(Service.class, Service::word),
            EndpointSection.SHAPE,
            true,
            "The services that are probed. Only a policy's `required_services` can make the region DOWN; the others"
                    + " make it DEGRADED.");

    static final Shape SHAPE = new Shape(NAME, ROLE, ENDPOINTS);

    private RegionsSection() {}

    /** What a region is for, to people. */
    enum Role {
        PRIMARY,
        SECONDARY
    }

    /** @param name null if it could not be read */
    record Region(Section section, String name, Role role, List<Address> addresses) {}

    static List<Region> read(List<Section> sections, ProbingSection probing) {
        List<Region> regions = new ArrayList<>();
        Set<String> names = new HashSet<>();
        int primaries = 0;
        for (Section s : sections) {
            String name = s.value(NAME);
            if (name != null && !names.add(name)) {
                s.wrong(NAME, Problems.quoted(name) + " is the name of an earlier region");
            }
            Role written = s.value(ROLE);
            Role role = written != null ? written : regions.isEmpty() ? Role.PRIMARY : Role.SECONDARY;
            if (role == Role.PRIMARY && ++primaries > 1) {
                s.wrong(ROLE, "'primary' is the role of an earlier region");
            }
            List<Address> addresses = new ArrayList<>();
            s.named(ENDPOINTS, SERVICES)
                    .forEach((service, section) ->
                            addresses.addAll(EndpointSection.read(section, service, name, probing)));
            regions.add(new Region(s, name, role, addresses));
        }
        return regions;
    }
}
