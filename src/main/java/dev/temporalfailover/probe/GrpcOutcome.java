package dev.temporalfailover.probe;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.temporalfailover.failover.verdict.Check;
import dev.temporalfailover.failover.verdict.Outcome;
import dev.temporalfailover.outside.Line;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.StatusProto;
import io.temporal.api.enums.v1.ResourceExhaustedCause;
import io.temporal.api.errordetails.v1.ResourceExhaustedFailure;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.util.List;
import java.util.Locale;

/**
 * gRPC status -> outcome. Pure. The same code has different meanings from the server and from our own client, and
 * with a proxy in between: grpc-java turns a proxy's HTTP 404 into UNIMPLEMENTED, which must not look alive.
 */
final class GrpcOutcome {
    private static final String HTTP = "HTTP status code ";
    private static final String WORKFLOW_SERVICE = WorkflowServiceGrpc.SERVICE_NAME;
    /** What Envoy adds where its circuit breaker or overload manager, or a rate limit, answered; whatever the text is. */
    private static final List<Metadata.Key<String>> ENVOY_SHEDS = List.of(
            Metadata.Key.of("x-envoy-overloaded", Metadata.ASCII_STRING_MARSHALLER),
            Metadata.Key.of("x-envoy-ratelimited", Metadata.ASCII_STRING_MARSHALLER));

    /** Envoy's local rate limit, global rate limit, circuit breaker and overload manager; `docs/answers.md`. */
    private static final List<String> SHEDS_LOAD =
            List.of("local_rate_limited", "rate_limited", "reset reason: overflow", "envoy overloaded");

    /** The part of a detail's type URL that counts, behind the last slash. */
    private static final String EXHAUSTED = "/temporal.api.errordetails.v1.ResourceExhaustedFailure";

    private static final String TEMPORALS = "/temporal.api.errordetails.";
    /** What Temporal calls what it does not find, where details do not say that it is Temporal. */
    private static final List<String> FOUND_NOT = List.of("namespace", "workflow", "execution");

    private static final String NAMESPACE_MISSING = "/temporal.api.errordetails.v1.NamespaceNotFoundFailure";

    static final Answer NO_ALPN =
            new Answer(Outcome.TLS, "no h2 in ALPN: what answers here speaks TLS but no HTTP/2, so no gRPC");
    private static final String ALPN_FAILED = "Failed ALPN negotiation";
    /** How grpc-java begins the status of a channel in which its own code threw. */
    private static final String PANIC = "Panic!";

    private GrpcOutcome() {}

    /** How far the connection came when the call ended. */
    enum Connected {
        NO,
        /** The TCP handshake was answered, HTTP/2 was not yet. */
        TCP,
        HTTP2
    }

    /**
     * The answer that a status other than OK means.
     *
     * @param trailers empty if our own client made the status
     */
    static Answer of(Check check, Status status, Metadata trailers, Connected connected) {
        // Behind the first line grpc-java lists the parts of its pipeline.
        String says =
                status.getDescription() == null ? "" : status.getDescription().split("\nChannel Pipeline: ", 2)[0];
        boolean ours = trailers == null || trailers.keys().isEmpty();
        if (ours && (says.startsWith(ALPN_FAILED) || noAlpn(status.getCause()))) {
            return NO_ALPN;
        }
        Outcome outcome = outcome(check, status, says, trailers, ours, connected);
        if (ours && status.getCode() == Status.Code.DEADLINE_EXCEEDED) {
            // The library's text counts nanoseconds, so that no two are alike.
            return new Answer(
                    outcome,
                    switch (connected) {
                        case NO -> "no connection in time";
                        case TCP -> "TCP connected, no HTTP/2 in time";
                        case HTTP2 -> "connected, no answer in time";
                    });
        }
        boolean nested = says.isEmpty() || status.getCause() != null;
        String text = nested && status.getCause() != null ? join(says, Line.root(status.getCause())) : says;
        return new Answer(outcome, join(status.getCode().name(), text));
    }

    /** True if the peer's TLS refused HTTP/2 by an alert, as one that knows ALPN does. */
    static boolean noAlpn(Throwable cause) {
        return cause != null && Line.root(cause).contains("no_application_protocol");
    }

    private static String join(String a, String b) {
        return a.isEmpty() || b.isEmpty() || a.equals(b) ? (b.isEmpty() ? a : b) : a + ": " + b;
    }

    private static Outcome outcome(
            Check check, Status status, String says, Metadata trailers, boolean ours, Connected connected) {
        if (ours && (says.startsWith(PANIC) || LocalFault.is(status.getCause()))) {
            return Outcome.LOCAL_ERROR;
        }
        int http = says.startsWith(HTTP) ? httpCode(says) : 0;
        return switch (status.getCode()) {
            case OK -> Outcome.OK;
            case UNAVAILABLE -> unavailable(status, says, trailers, ours, http);
            case DEADLINE_EXCEEDED -> ours && connected == Connected.NO ? Outcome.UNREACHABLE : Outcome.DEADLINE;
            case RESOURCE_EXHAUSTED -> exhausted(status, says, trailers, ours);
            case UNIMPLEMENTED -> unimplemented(check, says) ? Outcome.UNIMPLEMENTED : Outcome.MALFORMED;
            case UNAUTHENTICATED, PERMISSION_DENIED -> Outcome.AUTH;
            case NOT_FOUND -> notFound(check, status, says, trailers);
            case INVALID_ARGUMENT -> check.passedOn() ? Outcome.UNIMPLEMENTED : otherwise(status);
            case INTERNAL, UNKNOWN -> internal(status, says);
            case CANCELLED, ALREADY_EXISTS, FAILED_PRECONDITION, ABORTED, OUT_OF_RANGE, DATA_LOSS -> otherwise(status);
        };
    }

    private static Outcome otherwise(Status status) {
        Outcome byCause = status.getCause() == null ? null : NetworkOutcome.of(status.getCause());
        return byCause == null ? Outcome.FAILED : byCause;
    }

    /**
     * True if a Temporal that is old says so: it does not know this method of its service, or has no health service. A proxy
     * without a route and another server behind the name answer with the same code.
     */
    private static boolean unimplemented(Check check, String says) {
        return switch (check) {
            case SYSTEM_INFO -> says.startsWith("unknown method ") && says.contains(WORKFLOW_SERVICE);
            case GRPC_HEALTH ->
                says.contains(HealthGrpc.SERVICE_NAME)
                        && (says.startsWith("unknown ") || says.startsWith("Method not found: "));
            // GetSystemInfo, which is asked next, shows whether Temporal is behind it.
            case DESCRIBE_WORKFLOW, DESCRIBE_TASK_QUEUE -> true;
            // As old as the service itself.
            case DESCRIBE_NAMESPACE, HTTP, COLD_CONNECT -> false;
        };
    }

    private static Outcome notFound(Check check, Status status, String says, Metadata trailers) {
        return switch (check) {
            // Only the database can say that there is no such namespace.
            case DESCRIBE_NAMESPACE -> temporals(status, says, trailers) ? Outcome.OK : Outcome.MALFORMED;
            // Only history can say that there is no such workflow, but a frontend alone that there is no such
            // namespace.
            case DESCRIBE_WORKFLOW, DESCRIBE_TASK_QUEUE ->
                !temporals(status, says, trailers)
                        ? Outcome.MALFORMED
                        : noNamespace(status, says, trailers) ? Outcome.NO_NAMESPACE : Outcome.OK;
            // A health service that does not know this service name: the process answers.
            case GRPC_HEALTH -> Outcome.UNIMPLEMENTED;
            case SYSTEM_INFO, HTTP, COLD_CONNECT -> Outcome.FAILED;
        };
    }

    /** False for a gateway that has no route and says so by this code. */
    private static boolean temporals(Status status, String says, Metadata trailers) {
        List<Any> details = details(status, trailers);
        String text = says.toLowerCase(Locale.ROOT);
        return details.stream().anyMatch(detail -> detail.getTypeUrl().contains(TEMPORALS))
                || details.isEmpty() && FOUND_NOT.stream().anyMatch(text::contains);
    }

    private static boolean noNamespace(Status status, String says, Metadata trailers) {
        List<Any> details = details(status, trailers);
        return details.stream().anyMatch(detail -> detail.getTypeUrl().endsWith(NAMESPACE_MISSING))
                || details.isEmpty() && says.startsWith("Namespace ");
    }

    private static Outcome unavailable(Status status, String says, Metadata trailers, boolean ours, int http) {
        if (status.getCause() != null) {
            Outcome byCause = NetworkOutcome.of(status.getCause());
            return byCause == null ? Outcome.UNREACHABLE : byCause;
        }
        if (!ours && ENVOY_SHEDS.stream().anyMatch(trailers::containsKey)) {
            return Outcome.OVERLOADED;
        }
        if (http != 0) {
            return http == 429 ? Outcome.OVERLOADED : http == 503 ? Outcome.NOT_SERVING : Outcome.FAILED;
        }
        if (ours) {
            return Outcome.UNREACHABLE;
        }
        if (SHEDS_LOAD.stream().anyMatch(says::contains)) {
            return Outcome.OVERLOADED;
        }
        return says.contains("not healthy yet") ? Outcome.NOT_SERVING : Outcome.FAILED;
    }

    private static Outcome exhausted(Status status, String says, Metadata trailers, boolean ours) {
        if (says.startsWith("gRPC message exceeds maximum size")) {
            return Outcome.MALFORMED;
        }
        if (ours && status.getCause() != null && NetworkOutcome.of(status.getCause()) == Outcome.MALFORMED) {
            return Outcome.MALFORMED;
        }
        return busyWorkflow(status, trailers) ? Outcome.FAILED : Outcome.OVERLOADED;
    }

    private static boolean busyWorkflow(Status status, Metadata trailers) {
        return details(status, trailers).stream().anyMatch(GrpcOutcome::busyWorkflow);
    }

    private static boolean busyWorkflow(Any detail) {
        try {
            // Not Any.is and Any.unpack: they use reflection, which a native executable does not have.
            return detail.getTypeUrl().endsWith(EXHAUSTED)
                    && ResourceExhaustedFailure.parseFrom(detail.getValue()).getCause()
                            == ResourceExhaustedCause.RESOURCE_EXHAUSTED_CAUSE_BUSY_WORKFLOW;
        } catch (InvalidProtocolBufferException garbled) {
            return false;
        }
    }

    /** Empty if they cannot be read: the status itself is whole. */
    private static List<Any> details(Status status, Metadata trailers) {
        try {
            com.google.rpc.Status rich = StatusProto.fromStatusAndTrailers(status, trailers);
            return rich == null ? List.of() : rich.getDetailsList();
        } catch (IllegalArgumentException garbled) {
            return List.of();
        }
    }

    private static Outcome internal(Status status, String says) {
        Outcome byCause = status.getCause() == null ? null : NetworkOutcome.of(status.getCause());
        if (byCause != null) {
            return status.getCause() instanceof InvalidProtocolBufferException ? Outcome.MALFORMED : byCause;
        }
        boolean garbage = says.startsWith(HTTP)
                || says.contains("missing GRPC status")
                || says.contains("Encountered end-of-stream mid-frame")
                || says.contains("PROTOCOL_ERROR")
                || says.contains("FRAME_SIZE_ERROR")
                || says.contains("invalid content-type")
                || says.contains("malformed")
                || says.contains("Invalid protobuf byte sequence");
        return garbage ? Outcome.MALFORMED : Outcome.FAILED;
    }

    private static int httpCode(String says) {
        String digits = says.substring(HTTP.length(), Math.min(says.length(), HTTP.length() + 3));
        return digits.chars().allMatch(c -> c >= '0' && c <= '9') && !digits.isEmpty() ? Integer.parseInt(digits) : -1;
    }
}
