package dev.temporalfailover.emulator.route53;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.temporalfailover.emulator.route53.wire.ApiError;
import dev.temporalfailover.emulator.route53.wire.Request;
import dev.temporalfailover.emulator.route53.wire.Response;
import dev.temporalfailover.emulator.route53.wire.Signature;
import dev.temporalfailover.emulator.route53.wire.TokenBucket;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** One request: bounded body, signature, fault, rate, operation. Refusals are answers, never lost. */
final class RestApi implements HttpHandler {
    /** Far above 32,000 characters of values with their markup. */
    private static final int MAX_BODY = 1 << 20;

    private final Store store;
    private final Signature signature;
    private final TokenBucket bucket;
    private final Faults faults;
    private final Map<String, Function<Request, Response>> operations = new HashMap<>();
    private final Map<String, Long> counts = new ConcurrentHashMap<>();

    RestApi(Store store, HealthCheckOperations checks, EmulatorOptions options, Faults faults) {
        this.store = store;
        this.faults = faults;
        this.signature = new Signature(options.accessKeyId, options.secretAccessKey);
        this.bucket = new TokenBucket(options.requestsPerSecond, options.requestBurst, options.clock.instant());
        ZoneOperations zones = new ZoneOperations(store);
        RecordOperations records = new RecordOperations(store, zones);
        operations.put("CreateHostedZone", zones::create);
        operations.put("GetHostedZone", zones::get);
        operations.put("DeleteHostedZone", zones::delete);
        operations.put("ListHostedZones", zones::list);
        operations.put("ListHostedZonesByName", zones::listByName);
        operations.put("GetChange", zones::change);
        operations.put("ListResourceRecordSets", records::list);
        operations.put("ChangeResourceRecordSets", records::change);
        operations.put("CreateHealthCheck", checks::create);
        operations.put("GetHealthCheck", checks::get);
        operations.put("ListHealthChecks", checks::list);
        operations.put("UpdateHealthCheck", checks::update);
        operations.put("DeleteHealthCheck", checks::delete);
        operations.put("GetHealthCheckStatus", checks::status);
    }

    /** Requests that arrived with this operation, refused ones too. */
    long count(String operation) {
        return counts.getOrDefault(operation, 0L);
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
            Request request = request(exchange, body);
            String operation = request == null ? "unknown" : request.operation();
            counts.merge(operation, 1L, Long::sum);
            Fault fault = faults.take(operation);
            var released = faults.released();
            if (fault instanceof Fault.Hang) {
                released.await();
                return;
            } else if (fault instanceof Fault.Answer raw) {
                send(exchange, new Response(raw.status(), Map.of(), raw.body().getBytes(StandardCharsets.UTF_8)));
                return;
            } else if (fault instanceof Fault.Huge huge) {
                flood(exchange, huge.bytes(), "x");
                return;
            } else if (fault instanceof Fault.Nested nested) {
                flood(exchange, 3L * nested.depth(), "<a>");
                return;
            }
            Response response = answer(exchange, request, body, fault);
            if (fault instanceof Fault.Delay delay) {
                released.await(delay.by().toMillis(), TimeUnit.MILLISECONDS);
            }
            if (!(fault instanceof Fault.LoseAnswer)) {
                send(exchange, response);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closing: the exchange is dropped without an answer
        }
    }

    private Response answer(HttpExchange exchange, Request request, byte[] body, Fault fault) {
        try {
            if (body.length > MAX_BODY) {
                throw new ApiError(413, "RequestEntityTooLarge", "The request body is over " + MAX_BODY + " bytes");
            }
            signature.verify(exchange.getRequestMethod(), exchange.getRequestURI(), exchange.getRequestHeaders(), body);
            if (fault instanceof Fault.Refuse refuse) {
                throw new ApiError(refuse.status(), refuse.code(), refuse.message());
            }
            if (!bucket.take(store.now())) {
                throw new ApiError(400, "Throttling", "Rate exceeded");
            }
            if (request == null) {
                throw new ApiError(404, "UnknownOperationException", "The emulator has no such operation");
            }
            return operations.get(request.operation()).apply(request);
        } catch (ApiError e) {
            return Response.error(e.status(), e.code(), e.getMessage());
        } catch (RuntimeException e) {
            return Response.error(500, "InternalFailure", "The emulator is wrong: " + e);
        }
    }

    /** The operation of a method and path; null if there is none. */
    private static Request request(HttpExchange exchange, byte[] body) {
        List<String> path = Arrays.asList(exchange.getRequestURI().getPath().split("/"));
        if (path.size() < 3 || path.size() > 5 || !path.get(1).equals("2013-04-01")) {
            return null;
        }
        String tail = path.size() == 5 ? "/" + path.get(4) : "";
        String shape = exchange.getRequestMethod() + " " + path.get(2) + (path.size() > 3 ? "/*" : "") + tail;
        String operation =
                switch (shape) {
                    case "POST hostedzone" -> "CreateHostedZone";
                    case "GET hostedzone" -> "ListHostedZones";
                    case "GET hostedzonesbyname" -> "ListHostedZonesByName";
                    case "GET hostedzone/*" -> "GetHostedZone";
                    case "DELETE hostedzone/*" -> "DeleteHostedZone";
                    case "GET hostedzone/*/rrset" -> "ListResourceRecordSets";
                    case "POST hostedzone/*/rrset" -> "ChangeResourceRecordSets";
                    case "GET change/*" -> "GetChange";
                    case "POST healthcheck" -> "CreateHealthCheck";
                    case "GET healthcheck" -> "ListHealthChecks";
                    case "GET healthcheck/*" -> "GetHealthCheck";
                    case "POST healthcheck/*" -> "UpdateHealthCheck";
                    case "DELETE healthcheck/*" -> "DeleteHealthCheck";
                    case "GET healthcheck/*/status" -> "GetHealthCheckStatus";
                    default -> null;
                };
        if (operation == null) {
            return null;
        }
        return new Request(operation, path.size() > 3 ? path.get(3) : null, query(exchange), body);
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new LinkedHashMap<>();
        String raw = exchange.getRequestURI().getRawQuery();
        for (String pair : raw == null ? new String[0] : raw.split("&")) {
            int eq = pair.indexOf('=');
            String name = eq < 0 ? pair : pair.substring(0, eq);
            query.put(
                    URLDecoder.decode(name, StandardCharsets.UTF_8),
                    eq < 0 ? "" : URLDecoder.decode(pair.substring(eq + 1), StandardCharsets.UTF_8));
        }
        return query;
    }

    private static void send(HttpExchange exchange, Response response) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/xml");
        exchange.getResponseHeaders().set("x-amzn-RequestId", "00000000-0000-0000-0000-000000000053");
        response.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(response.status(), response.body().length);
        exchange.getResponseBody().write(response.body());
    }

    private static void flood(HttpExchange exchange, long bytes, String part) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/xml");
        exchange.sendResponseHeaders(200, bytes + 3);
        OutputStream out = exchange.getResponseBody();
        out.write("<x>".getBytes(StandardCharsets.UTF_8));
        byte[] chunk = part.repeat(4096).getBytes(StandardCharsets.UTF_8);
        for (long left = bytes; left > 0; left -= chunk.length) {
            out.write(chunk, 0, (int) Math.min(chunk.length, left));
        }
    }
}
