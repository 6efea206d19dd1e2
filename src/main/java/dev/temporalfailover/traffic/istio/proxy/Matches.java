package dev.temporalfailover.traffic.istio.proxy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which of Envoy's routes come from which rule of a VirtualService whose rules have no name: by what they match, the path and
 * the names of headers and query parameters. A route that fits none of the other rules counts as moved, so that a doubt delays
 * and hides nothing.
 *
 * @param moved what the moved rules match
 * @param others what the object's other rules match
 */
public record Matches(Set<String> moved, Set<String> others) {
    /** Nothing is told apart. */
    public static final Matches NONE = new Matches(Set.of(), Set.of());

    private static final List<String> PSEUDO = List.of("method", "authority", "scheme");

    public Matches {
        moved = Set.copyOf(moved);
        others = Set.copyOf(others);
    }

    /** What one {@code http} rule of a VirtualService matches, as its routes in Envoy show it. */
    public static Set<String> ofRule(JsonNode rule) {
        Set<String> found = new TreeSet<>();
        for (JsonNode match : rule.path("match")) {
            JsonNode uri = match.path("uri");
            String path = uri.has("exact")
                    ? "path " + uri.path("exact").asText()
                    : uri.has("regex")
                            ? "regex " + uri.path("regex").asText()
                            : "prefix " + uri.path("prefix").asText("/");
            List<String> headers = new ArrayList<>();
            match.path("headers").fieldNames().forEachRemaining(headers::add);
            match.path("withoutHeaders").fieldNames().forEachRemaining(headers::add);
            match.path("queryParams").fieldNames().forEachRemaining(name -> headers.add("?" + name));
            PSEUDO.stream().filter(match::has).forEach(name -> headers.add(":" + name));
            found.add(key(path, headers));
        }
        return found.isEmpty() ? Set.of(key("prefix /", List.of())) : found;
    }

    /** True if the route belongs to a rule that was not moved. */
    boolean another(JsonNode route) {
        JsonNode match = route.path("match");
        String path = match.has("path")
                ? "path " + match.path("path").asText()
                : match.has("safe_regex")
                        ? "regex " + match.at("/safe_regex/regex").asText()
                        : "prefix "
                                + match.path("prefix")
                                        .asText(match.path("path_separated_prefix")
                                                .asText("/"));
        List<String> headers = new ArrayList<>();
        match.path("headers").forEach(header -> headers.add(header.path("name").asText()));
        match.path("query_parameters")
                .forEach(one -> headers.add("?" + one.path("name").asText()));
        String key = key(path, headers);
        return others.contains(key) && !moved.contains(key);
    }

    private static String key(String path, List<String> headers) {
        return path + " " + new TreeSet<>(headers);
    }
}
