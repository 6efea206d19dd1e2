package dev.temporalfailover.traffic.istio;

import com.fasterxml.jackson.databind.JsonNode;
import dev.temporalfailover.failover.situation.RouteReading.RouteState;
import dev.temporalfailover.traffic.istio.RouteSettings.RouteDestination;
import dev.temporalfailover.traffic.istio.RouteSettings.RouteKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Finds the weights of an object that settings speak of, and where they stand.
 *
 * <pre>
 *   VirtualService   spec.http[], spec.tls[], spec.tcp[]  .route[].destination.{host,subset}, .route[].weight, absent = 0
 *   Gateway API      spec.rules[]                         .backendRefs[].name, .backendRefs[].weight, absent = 1
 * </pre>
 */
final class RouteEntries {
    private final JsonNode object;
    private final RouteSettings settings;
    private final List<Entry> entries = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private RouteState problem;
    private String detail = "";
    private Map<String, Integer> weights;
    private String firstPlace;

    /**
     * One destination's weight.
     *
     * @param pointer JSON pointer of the destination entry
     * @param hostPointer JSON pointer of what identifies it, below {@code pointer}
     * @param host its live value
     * @param subset live subset
     * @param weight its live value, or null where absent
     */
    record Entry(
            String pointer, String hostPointer, String region, String host, Optional<String> subset, Integer weight) {}

    private RouteEntries(JsonNode object, RouteSettings settings) {
        this.object = object;
        this.settings = settings;
    }

    static RouteEntries find(JsonNode object, RouteSettings settings) {
        RouteEntries found = new RouteEntries(object, settings);
        if (settings.kind() == RouteKind.VIRTUAL_SERVICE) {
            for (String protocol : List.of("http", "tls", "tcp")) {
                found.section("/spec/" + protocol, "route", protocol.equals("http"));
            }
        } else {
            found.section("/spec/rules", "backendRefs", true);
        }
        if (found.problem == null && found.entries.isEmpty()) {
            String why = settings.route()
                    .map(name -> "no route in it is named " + name)
                    .orElse("no route in it has all of the configured destinations");
            found.fail(RouteState.MISSING, found.notes.isEmpty() ? why : String.join("; ", found.notes));
        }
        return found;
    }

    /** MISSING or FOREIGN if there is nothing that may be moved, else null. */
    RouteState problem() {
        return problem;
    }

    String detail() {
        return detail;
    }

    /** The movable ones, in document order. */
    List<Entry> entries() {
        return entries;
    }

    /** Routes beside them that cannot be moved. */
    List<String> notes() {
        return notes;
    }

    /** Live weights by region. */
    Map<String, Integer> weights() {
        return weights == null ? Map.of() : weights;
    }

    private void section(String pointer, String list, boolean named) {
        JsonNode rules = object.at(pointer);
        if (!rules.isMissingNode() && !rules.isNull() && !rules.isArray()) {
            notes.add(pointer.substring(1).replace('/', '.') + " is no list but "
                    + rules.getNodeType().name().toLowerCase(Locale.ROOT) + ": it cannot be moved");
            return;
        }
        for (int i = 0; i < rules.size(); i++) {
            JsonNode rule = rules.get(i);
            String name = rule.path("name").asText("");
            boolean wanted =
                    settings.route().map(one -> named && name.equals(one)).orElse(true);
            String place = pointer.substring("/spec/".length()) + "[" + i + "]" + (name.isEmpty() ? "" : " " + name);
            if (wanted && rule.path("delegate").isObject()) {
                notes.add(place + " delegates to VirtualService "
                        + rule.at("/delegate/name").asText() + ", which has the destinations: name that one");
            }
            if (wanted && problem == null && rule.path(list).isArray()) {
                rule(pointer + "/" + i + "/" + list, rule.get(list), place);
            }
        }
    }

    private void rule(String pointer, JsonNode destinations, String place) {
        List<Entry> known = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (int i = 0; i < destinations.size() && problem == null; i++) {
            Entry entry = entry(pointer + "/" + i, destinations.get(i), place);
            if (entry != null && entry.region() != null) {
                known.add(entry);
            } else if (entry != null) {
                unknown.add(entry.host()
                        + entry.subset().map(subset -> " subset " + subset).orElse(""));
            }
        }
        if (problem != null || known.isEmpty() && settings.route().isEmpty()) {
            return;
        }
        if (destinations.size() == 1) {
            notes.add(place + " has a single destination, whose weight is ignored: it cannot be moved");
        } else if (!unknown.isEmpty()) {
            fail(
                    RouteState.FOREIGN,
                    place + " also has " + String.join(", ", unknown) + ", which belongs to no configured region");
        } else {
            accept(known, place);
        }
    }

    private void accept(List<Entry> known, String place) {
        Map<String, Integer> here = new TreeMap<>();
        int absent = settings.kind() == RouteKind.VIRTUAL_SERVICE ? 0 : 1;
        for (Entry entry : known) {
            Integer twice = here.put(entry.region(), entry.weight() == null ? absent : entry.weight());
            if (twice != null) {
                fail(RouteState.FOREIGN, place + " has " + entry.host() + " more than once");
                return;
            }
        }
        for (String region : new TreeMap<>(settings.destinations()).keySet()) {
            if (!here.containsKey(region)) {
                fail(RouteState.MISSING, place + " has no destination of " + region);
                return;
            }
        }
        if (weights != null && !weights.equals(here)) {
            String both =
                    firstPlace + " has " + RouteMarks.text(weights) + ", " + place + " has " + RouteMarks.text(here);
            fail(RouteState.FOREIGN, "weights differ inside the object: " + both);
            return;
        }
        weights = here;
        firstPlace = firstPlace == null ? place : firstPlace;
        entries.addAll(known);
    }

    private Entry entry(String pointer, JsonNode node, String place) {
        boolean istio = settings.kind() == RouteKind.VIRTUAL_SERVICE;
        String host = istio
                ? node.at("/destination/host").asText("")
                : node.path("name").asText("");
        String written = istio ? node.at("/destination/subset").asText("") : "";
        Optional<String> subset = Optional.of(written).filter(text -> !text.isEmpty());
        JsonNode weight = node.path("weight");
        boolean absent = weight.isMissingNode() || weight.isNull();
        if (!absent && (!weight.canConvertToInt() || !weight.isIntegralNumber() || weight.intValue() < 0)) {
            fail(RouteState.FOREIGN, place + " has a weight of " + weight + " for " + host);
            return null;
        }
        return new Entry(
                pointer,
                istio ? "/destination/host" : "/name",
                region(host, subset),
                host,
                subset,
                absent ? null : weight.intValue());
    }

    /** The region whose destination this is, or null. */
    private String region(String host, Optional<String> subset) {
        for (Map.Entry<String, RouteDestination> one : settings.destinations().entrySet()) {
            RouteDestination wanted = one.getValue();
            if (subset.equals(wanted.subset()) && full(wanted.host()).equals(full(host))) {
                return one.getKey();
            }
        }
        return null;
    }

    /** Istio reads a host without a dot as a service of the VirtualService's own namespace. */
    private String full(String host) {
        boolean shorthand = settings.kind() == RouteKind.VIRTUAL_SERVICE && !host.contains(".");
        return shorthand ? host + "." + settings.namespace() + ".svc.cluster.local" : host;
    }

    private void fail(RouteState state, String why) {
        problem = state;
        detail = why;
        entries.clear();
    }
}
