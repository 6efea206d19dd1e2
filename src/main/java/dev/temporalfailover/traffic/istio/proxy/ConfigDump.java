package dev.temporalfailover.traffic.istio.proxy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.temporalfailover.outside.Line;
import dev.temporalfailover.outside.OthersJson;
import dev.temporalfailover.traffic.istio.proxy.ProxyAnswer.ProxyState;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Envoy's {@code /config_dump?resource=dynamic_route_configs}, read as it comes: {@link RouteParts} of one route are in memory
 * at a time, and only those of the wanted object leave a trace. A string that is read and not skipped is bounded.
 *
 * <pre>
 *   configs[] .route_config .virtual_hosts[] .routes[] .route.cluster or .route.weighted_clusters.clusters[].{name,weight}
 *             .error_state.{failed_configuration,details}, .client_status
 * </pre>
 */
final class ConfigDump {
    private static final int MAX_STRING = 64 << 10;
    private static final ObjectMapper JSON = new ObjectMapper(OthersJson.factory()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(MAX_STRING)
                    .maxNameLength(MAX_STRING)
                    .maxNumberLength(100)
                    .maxNestingDepth(200)
                    .build())
            .build());
    private static final int NAMED = 3;
    private static final int MAX_DETAIL = 300;

    private final Wanted wanted;
    private final List<String> others = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();
    private final Map<String, Double> sums = new TreeMap<>();
    private int routes;
    private int differing;

    private ConfigDump(Wanted wanted) {
        this.wanted = wanted;
    }

    /** Throws {@link IOException} for what is no such dump. */
    static ProxyAnswer read(InputStream body, Wanted wanted) throws IOException {
        ConfigDump dump = new ConfigDump(wanted);
        try (JsonParser json = JSON.createParser(body)) {
            json.nextToken();
            object(json, field -> {
                if (field.equals("configs")) {
                    each(json, () -> dump.config(json));
                } else {
                    json.skipChildren();
                }
            });
            if (json.nextToken() != null) {
                throw new IOException("data follows the config dump");
            }
        }
        return dump.answer();
    }

    private ProxyAnswer answer() {
        Map<String, Double> mean = new TreeMap<>();
        sums.forEach((region, sum) -> mean.put(region, sum / routes));
        if (!errors.isEmpty()) {
            return new ProxyAnswer(ProxyState.REJECTED, "rejected an update: " + String.join("; ", errors), mean);
        }
        if (routes == 0) {
            return new ProxyAnswer(ProxyState.NO_ROUTE, "has no route of it", mean);
        }
        if (differing > 0) {
            String all = differing + " of " + routes + " routes differ: " + String.join("; ", others);
            return new ProxyAnswer(ProxyState.OLD, all, mean);
        }
        return new ProxyAnswer(ProxyState.CARRIES, "", mean);
    }

    /** One route configuration, for example of a port. */
    private void config(JsonParser json) throws IOException {
        DumpedConfig one = new DumpedConfig();
        object(json, field -> {
            switch (field) {
                case "route_config" -> one.routes(json, true);
                case "error_state" -> one.error(json);
                case "client_status" -> one.nacked = "NACKED".equals(text(json));
                default -> json.skipChildren();
            }
        });
        if (one.concerned && (one.error != null || one.nacked)) {
            String why = one.error == null || one.error.isEmpty() ? "no reason given" : one.error;
            if (errors.size() < NAMED) {
                errors.add(Line.of(why, MAX_DETAIL));
            }
        }
    }

    private void carried(String config, JsonNode route) {
        Shares shares = Shares.of(route, wanted);
        routes++;
        shares.regions().forEach((region, share) -> sums.merge(region, share, Double::sum));
        if (!shares.carry(wanted)) {
            differing++;
            if (others.size() < NAMED) {
                String place = config + "/" + route.path("name").asText("");
                others.add(Line.of(place + " has " + shares.text(), MAX_DETAIL));
            }
        }
    }

    /** What is gathered of one route configuration until it ends. */
    private final class DumpedConfig {
        private boolean concerned;
        private boolean nacked;
        private String error;
        private String name = "";

        /** @param live whether it is in use, not refused */
        void routes(JsonParser json, boolean live) throws IOException {
            object(json, field -> {
                switch (field) {
                    case "name" -> name = Line.of(text(json), MAX_DETAIL);
                    case "virtual_hosts" ->
                        each(
                                json,
                                () -> object(json, inner -> {
                                    if (inner.equals("routes")) {
                                        each(json, () -> route(json, live));
                                    } else {
                                        json.skipChildren();
                                    }
                                }));
                    default -> json.skipChildren();
                }
            });
        }

        private void route(JsonParser json, boolean live) throws IOException {
            JsonNode route = RouteParts.read(json, JSON);
            if (wanted.concerns(route)) {
                concerned = true;
                if (live) {
                    carried(name, route);
                }
            }
        }

        void error(JsonParser json) throws IOException {
            error = "";
            object(json, field -> {
                switch (field) {
                    case "details" -> error = text(json);
                    case "failed_configuration" -> routes(json, false);
                    default -> json.skipChildren();
                }
            });
        }
    }

    private interface Field {
        /** The parser stands on the value and must be left on its end. */
        void read(String name) throws IOException;
    }

    private interface Item {
        void read() throws IOException;
    }

    private static String text(JsonParser json) throws IOException {
        if (json.currentToken().isScalarValue()) {
            return json.getText();
        }
        json.skipChildren();
        return "";
    }

    private static void object(JsonParser json, Field reader) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw new IOException("an object was expected, not " + json.currentToken());
        }
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            reader.read(name);
        }
    }

    private static void each(JsonParser json, Item reader) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw new IOException("a list was expected, not " + json.currentToken());
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            reader.read();
        }
    }
}
