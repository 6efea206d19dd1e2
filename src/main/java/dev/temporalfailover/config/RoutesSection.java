package dev.temporalfailover.config;

import dev.temporalfailover.config.settings.Hosts;
import dev.temporalfailover.config.settings.Problems;
import dev.temporalfailover.config.settings.Section;
import dev.temporalfailover.config.settings.Setting;
import dev.temporalfailover.config.settings.Setting.Shape;
import dev.temporalfailover.config.settings.Types;
import dev.temporalfailover.config.settings.ValueType;
import dev.temporalfailover.traffic.istio.RouteSettings;
import dev.temporalfailover.traffic.istio.RouteSettings.RouteDestination;
import dev.temporalfailover.traffic.istio.RouteSettings.RouteKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Section {@code routes} of a policy. */
final class RoutesSection {
    private static final Setting<RouteKind> KIND = Setting.required(
                    "kind", ValueType.word(RouteKind.class, RouteKind::kubernetes))
            .means("Kind of the object.");
    private static final Setting<String> NAMESPACE =
            Setting.required("namespace", Types.NAME).means("Kubernetes namespace of the object.");
    private static final Setting<String> NAME = Setting.optional("name", Types.OBJECT_NAME, "one of name and selector")
            .means("Name of the object.");
    private static final Setting<String> SELECTOR = Setting.optional(
                    "selector", Types.SELECTOR, "one of name and selector")
            .means("Label selector; every object that matches is a route.");
    private static final Setting<String> ROUTE = Setting.optional(
                    "route", Types.TEXT, "every one whose destinations are all known")
            .means("Name of the http route in a VirtualService, or of the rule in a Gateway API route.");
    private static final Setting<Boolean> ADOPT = Setting.of("adopt", Types.FLAG, "false")
            .means("Take control of an object without this service's annotation; otherwise it is not changed.");
    private static final Setting<String> IN_REGION = Setting.optional("in_region", Types.NAME, "every region")
            .means("The object exists in this region's cluster only. An instance moves only the routes of its own"
                    + " cluster.");
    static final Setting<String> WAY = Setting.optional("way", Types.NAME, "none")
            .means(
                    "One of `canary.ways`, by which canary clients use the route: it is effective when they are answered by"
                            + " the regions as the weights say.");
    private static final Setting<String> HOST = Setting.required("host", Hosts.HOST)
            .means("Destination host of a VirtualService, or name of the backendRef.");
    private static final Setting<String> SUBSET =
            Setting.optional("subset", Types.NAME, "none").means("Subset of the host; VirtualService only.");
    private static final Shape DESTINATION = new Shape(HOST, SUBSET);
    private static final Setting<String> DESTINATIONS = Setting.named(
                    "destinations", ValueType.text("the names of the policy's regions"), DESTINATION)
            .asRequired()
            .means("The destination of each of the policy's regions, by region.");

    static final Shape SHAPE = new Shape(KIND, NAMESPACE, NAME, SELECTOR, ROUTE, ADOPT, IN_REGION, WAY, DESTINATIONS);

    private RoutesSection() {}

    /** @param inRegion the region whose cluster has the object; null for every region */
    record Placed(String inRegion, RouteSettings settings) {
        private boolean overlaps(Placed other) {
            RouteSettings a = settings;
            RouteSettings b = other.settings;
            boolean object = a.kind() == b.kind()
                    && a.namespace().equals(b.namespace())
                    && a.name().equals(b.name())
                    && a.selector().equals(b.selector());
            boolean rule =
                    a.route().isEmpty() || b.route().isEmpty() || a.route().equals(b.route());
            return object && rule && (inRegion == null || other.inRegion == null || inRegion.equals(other.inRegion));
        }
    }

    /**
     * The policy's routes; those that could not be read are left out.
     *
     * @param owners every route so far with its policy; added to
     */
    static List<Placed> read(
            List<Section> sections, String policy, List<String> regions, List<String> all, Map<Placed, String> owners) {
        List<Placed> routes = new ArrayList<>();
        for (Section s : sections) {
            Placed route = route(s, regions, all);
            if (route == null) {
                continue;
            }
            owners.forEach((other, owner) -> {
                if (other.overlaps(route)) {
                    s.wrong("the same route is moved by " + owner + " already");
                }
            });
            owners.put(route, policy);
            routes.add(route);
        }
        return routes;
    }

    private static Placed route(Section s, List<String> regions, List<String> all) {
        RouteKind kind = s.value(KIND);
        String namespace = s.value(NAMESPACE);
        Optional<String> name = s.optional(NAME);
        Optional<String> selector = s.optional(SELECTOR);
        Optional<String> rule = s.optional(ROUTE);
        boolean adopt = s.value(ADOPT);
        String in = s.value(IN_REGION);
        if (s.has(NAME) == s.has(SELECTOR)) {
            s.wrong(NAME, "one of name and selector must be written, and only one");
        }
        if (in != null && !all.contains(in)) {
            s.wrong(IN_REGION, Problems.quoted(in) + " is not one of regions: " + String.join(", ", all));
        }
        Map<String, RouteDestination> destinations = destinations(s, kind, regions);
        if (kind == null || namespace == null || name.isPresent() == selector.isPresent()) {
            return null;
        }
        return new Placed(
                in, new RouteSettings(kind, namespace, name, selector, rule, destinations, adopt, s.optional(WAY)));
    }

    private static Map<String, RouteDestination> destinations(Section s, RouteKind kind, List<String> regions) {
        Map<String, RouteDestination> destinations = new LinkedHashMap<>();
        Map<String, Section> written = s.named(DESTINATIONS, regions);
        written.forEach((region, d) -> {
            RouteDestination destination = new RouteDestination(d.value(HOST), d.optional(SUBSET));
            if (!regions.contains(region)) {
                d.wrong("is not a region of this policy: " + String.join(", ", regions));
            }
            if (destination.subset().isPresent() && kind != null && kind != RouteKind.VIRTUAL_SERVICE) {
                d.wrong(
                        SUBSET,
                        d.written(SUBSET) + " stands with kind " + kind.kubernetes() + ", which has no subsets");
            }
            if (destination.host() != null && destinations.containsValue(destination)) {
                d.wrong(
                        HOST,
                        d.written(HOST) + " is another region's destination too; weights could not be told apart");
            }
            destinations.put(region, destination);
        });
        List<String> missing =
                regions.stream().filter(r -> !written.containsKey(r)).toList();
        if (!written.isEmpty() && !missing.isEmpty()) {
            s.wrong(DESTINATIONS, "has none for " + String.join(", ", missing));
        }
        return destinations;
    }
}
