package dev.temporalfailover.deploy.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.temporalfailover.deploy.cluster.Flow.Direction;
import dev.temporalfailover.deploy.cluster.Flow.End;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * One tier of Calico: its own policies in the order of {@code order}, Kubernetes' own at 1000, deny at the end for a pod that any of
 * them selects. Fields and selectors that the shipped policies do not use throw.
 */
record CalicoPolicies(KubernetesPolicies kubernetes, List<JsonNode> own) {
    private static final int KUBERNETES = 1000;
    private static final Pattern TERM =
            Pattern.compile("([\\w./-]+)\\s*(==|in)\\s*(\"[^\"]*\"|\\{[^}]*})|has\\(([\\w./-]+)\\)");
    private static final Pattern VALUE = Pattern.compile("\"([^\"]*)\"");

    /** Which end refuses, and where; empty if both let it pass. */
    Optional<String> refused(Flow flow) {
        return Stream.of(Direction.EGRESS, Direction.INGRESS)
                .filter(direction -> direction.own(flow).namespace().isPresent())
                .filter(direction -> !allowed(direction, flow))
                .map(direction -> direction.word() + " of "
                        + direction.own(flow).namespace().get())
                .findFirst();
    }

    private boolean allowed(Direction direction, Flow flow) {
        List<JsonNode> before = ordered(-1, KUBERNETES);
        List<JsonNode> after = ordered(KUBERNETES, Integer.MAX_VALUE);
        Optional<Boolean> first = verdict(before, direction, flow);
        if (first.isPresent()) {
            return first.get();
        }
        if (kubernetes.allows(direction, flow)) {
            return true;
        }
        End pod = direction.own(flow);
        return verdict(after, direction, flow)
                .orElse(!kubernetes.closes(direction, pod)
                        && own.stream().noneMatch(policy -> selects(policy, direction, pod)));
    }

    private List<JsonNode> ordered(int above, int upTo) {
        return own.stream()
                .filter(one -> one.at("/spec/order").asInt() > above
                        && one.at("/spec/order").asInt() <= upTo)
                .sorted(Comparator.comparingInt(one -> one.at("/spec/order").asInt()))
                .toList();
    }

    private Optional<Boolean> verdict(List<JsonNode> policies, Direction direction, Flow flow) {
        for (JsonNode policy : policies) {
            if (!selects(policy, direction, direction.own(flow))) {
                continue;
            }
            for (JsonNode rule :
                    each(policy.path("spec").path(direction == Direction.INGRESS ? "ingress" : "egress"))) {
                if (matches(rule, policy, direction, flow)) {
                    return Optional.of(rule.path("action").asText().equals("Allow"));
                }
            }
        }
        return Optional.empty();
    }

    private boolean selects(JsonNode policy, Direction direction, End pod) {
        return each(policy.at("/spec/types")).stream()
                        .anyMatch(type -> type.asText().equals(direction.word()))
                && (policy.path("kind").asText().equals("NetworkPolicy")
                        ? pod.namespace()
                                        .filter(policy.at("/metadata/namespace").asText()::equals)
                                        .isPresent()
                                && matches(policy.at("/spec/selector").asText(), pod.labels())
                        : matches(policy.at("/spec/namespaceSelector").asText(), labels(pod)));
    }

    private boolean matches(JsonNode rule, JsonNode policy, Direction direction, Flow flow) {
        rule.fieldNames().forEachRemaining(field -> known(field, "action", "protocol", "source", "destination"));
        if (rule.has("protocol") && !rule.path("protocol").asText().equals(flow.protocol())) {
            return false;
        }
        JsonNode destination = rule.path("destination");
        return is(rule.path("source"), policy, flow.from())
                && is(destination, policy, flow.to())
                && (!destination.has("ports")
                        || each(destination.path("ports")).stream().anyMatch(port -> port.asInt() == flow.port()));
    }

    /** In a policy of a namespace a selector alone means pods of that namespace, in a global one those of all. */
    private boolean is(JsonNode side, JsonNode policy, End end) {
        side.fieldNames()
                .forEachRemaining(
                        field -> known(field, "namespaceSelector", "selector", "nets", "notNets", "ports", "services"));
        if (side.has("services")) {
            String name = side.at("/services/namespace").asText() + "/"
                    + side.at("/services/name").asText();
            return end.service().filter(name::equals).isPresent();
        }
        boolean pod = side.has("namespaceSelector") || side.has("selector");
        JsonNode here = policy.at("/metadata/namespace");
        boolean namespace = side.has("namespaceSelector")
                ? matches(side.path("namespaceSelector").asText(), labels(end))
                : here.isMissingNode()
                        || end.namespace().filter(here.asText()::equals).isPresent();
        return (!pod || end.namespace().isPresent() && namespace)
                && (!side.has("selector") || matches(side.path("selector").asText(), end.labels()))
                && (!side.has("nets") || inside(side.path("nets"), end))
                && !inside(side.path("notNets"), end);
    }

    private static boolean inside(JsonNode nets, End end) {
        return each(nets).stream().anyMatch(net -> Cidr.of(net.asText()).contains(end.ip()));
    }

    /** Of the pod's namespace, with the one that Calico adds. */
    private Map<String, String> labels(End pod) {
        Map<String, String> labels = new HashMap<>();
        pod.namespace().ifPresent(name -> {
            labels.putAll(kubernetes.namespaces().getOrDefault(name, Map.of()));
            labels.put("projectcalico.org/name", name);
        });
        return labels;
    }

    /** Calico's selector language, as far as it is used here: {@code key == "a"}, {@code key in {"a"}}, {@code has(key)}, {@code &&}, {@code all()}. */
    static boolean matches(String selector, Map<String, String> labels) {
        for (String part : selector.equals("all()") ? new String[0] : selector.split("&&")) {
            Matcher term = TERM.matcher(part.trim());
            if (!term.matches()) {
                throw new IllegalArgumentException("selector " + part);
            }
            if (term.group(4) != null
                    ? !labels.containsKey(term.group(4))
                    : !values(term.group(3)).contains(labels.get(term.group(1)))) {
                return false;
            }
        }
        return true;
    }

    private static List<String> values(String text) {
        return new ArrayList<>(
                VALUE.matcher(text).results().map(value -> value.group(1)).toList());
    }

    private static void known(String field, String... fields) {
        if (!List.of(fields).contains(field)) {
            throw new IllegalArgumentException("field " + field);
        }
    }

    private static List<JsonNode> each(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false).toList();
    }
}
