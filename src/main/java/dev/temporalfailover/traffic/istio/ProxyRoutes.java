package dev.temporalfailover.traffic.istio;

import com.fasterxml.jackson.databind.JsonNode;
import dev.temporalfailover.traffic.istio.RouteSettings.RouteKind;
import dev.temporalfailover.traffic.istio.proxy.Matches;
import dev.temporalfailover.traffic.istio.proxy.Wanted;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** How an object's routes are found again in a proxy. */
final class ProxyRoutes {

    private ProxyRoutes() {}

    /** Empty if none of the moved routes is one that proxies have among their HTTP routes. */
    static Optional<Wanted> wanted(RouteDocument document, Map<String, Integer> weights) {
        RouteSettings settings = document.settings();
        boolean istio = settings.kind() == RouteKind.VIRTUAL_SERVICE;
        String list = istio ? "http" : "rules";
        Set<Integer> moved = document.entries().entries().stream()
                .map(entry -> entry.pointer().split("/"))
                .filter(pointer -> pointer[2].equals(list))
                .map(pointer -> Integer.valueOf(pointer[3]))
                .collect(Collectors.toSet());
        if (moved.isEmpty()) {
            return Optional.empty();
        }
        JsonNode rules = document.object().path("spec").path(list);
        Set<String> names = new HashSet<>();
        Set<String> others = new HashSet<>();
        Set<String> matched = new HashSet<>();
        Set<String> otherwise = new HashSet<>();
        boolean unnamed = false;
        for (int i = 0; i < rules.size(); i++) {
            String name = rules.get(i).path("name").asText("");
            unnamed |= moved.contains(i) && name.isEmpty();
            (moved.contains(i) ? names : others).add(name);
            (moved.contains(i) ? matched : otherwise).addAll(Matches.ofRule(rules.get(i)));
            if (!istio && moved.contains(i)) {
                // Istio's own name of a rule; newer ones take the rule's name where it has one.
                names.add(settings.namespace() + "." + document.name() + "." + i);
            }
        }
        names.remove("");
        others.remove("");
        return Optional.of(new Wanted(
                !istio,
                settings.namespace(),
                document.name(),
                istio && unnamed ? Set.of() : names,
                others,
                destinations(settings),
                weights,
                istio ? new Matches(matched, otherwise) : Matches.NONE));
    }

    private static Map<String, Wanted.Destination> destinations(RouteSettings settings) {
        Map<String, Wanted.Destination> destinations = new HashMap<>();
        settings.destinations().forEach((region, d) -> {
            boolean istio = settings.kind() == RouteKind.VIRTUAL_SERVICE;
            boolean whole = istio && d.host().contains(".");
            String host = istio && !whole ? d.host() + "." + settings.namespace() + ".svc" : d.host();
            destinations.put(
                    region, new Wanted.Destination(host, !whole, d.subset().orElse(null)));
        });
        return destinations;
    }
}
