package dev.temporalfailover.probe;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.temporalfailover.failover.verdict.Check;
import dev.temporalfailover.failover.verdict.Outcome;
import dev.temporalfailover.outside.Line;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import io.temporal.api.enums.v1.ResourceExhaustedCause;
import io.temporal.api.errordetails.v1.ResourceExhaustedFailure;
import java.util.List;

/**
 * gRPC status -> outcome. Pure. The same code has different meanings from the server and from our own client, and
 * with a proxy in between: grpc-java turns a proxy's HTTP 404 into UNIMPLEMENTED, which must not look alive.
 */
final class GrpcOutcome {
    private static final String HTTP = "HTTP status code ";

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
        String says = status.getDescription() == null ? "" : status.getDescription();
        boolean ours = trailers == null || trailers.keys().isEmpty();
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

    private static String join(String a, String b) {
        return a.isEmpty() || b.isEmpty() || a.equals(b) ? (b.isEmpty() ? a : b) : a + ": " + b;
    }

    private static Outcome outcome(
            Check check, Status status, String says, Metadata trailers, boolean ours, Connected connected) {
        int http = says.startsWith(HTTP) ? httpCode(says) : 0;
        return switch (status.getCode()) {
            case OK -> Outcome.OK;
            case UNAVAILABLE -> unavailable(status, says, ours, http);
            case DEADLINE_EXCEEDED -> ours && connected == Connected.NO ? Outcome.UNREACHABLE : Outcome.DEADLINE;
            case RESOURCE_EXHAUSTED -> exhausted(status, says, trailers, ours);
            case UNIMPLEMENTED -> http != 0 ? Outcome.MALFORMED : Outcome.UNIMPLEMENTED;
            case UNAUTHENTICATED, PERMISSION_DENIED -> Outcome.AUTH;
            case NOT_FOUND -> notFound(check);
            case INTERNAL, UNKNOWN -> internal(status, says);
            case CANCELLED, INVALID_ARGUMENT, ALREADY_EXISTS, FAILED_PRECONDITION, ABORTED, OUT_OF_RANGE, DATA_LOSS -> {
                Outcome byCause = status.getCause() == null ? null : NetworkOutcome.of(status.getCause());
                yield byCause == null ? Outcome.FAILED : byCause;
            }
        };
    }

    private static Outcome notFound(Check check) {
        return switch (check) {
            // Only the database can say that there is no such namespace.
            case DESCRIBE_NAMESPACE -> Outcome.OK;
            // A health service that does not know this service name: the process answers.
            case GRPC_HEALTH -> Outcome.UNIMPLEMENTED;
            case SYSTEM_INFO, HTTP, COLD_CONNECT -> Outcome.FAILED;
        };
    }

    private static Outcome unavailable(Status status, String says, boolean ours, int http) {
        if (status.getCause() != null) {
            Outcome byCause = NetworkOutcome.of(status.getCause());
            return byCause == null ? Outcome.UNREACHABLE : byCause;
        }
        if (http != 0) {
            return http == 429 ? Outcome.OVERLOADED : http == 503 ? Outcome.NOT_SERVING : Outcome.FAILED;
        }
        if (ours) {
            return Outcome.UNREACHABLE;
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
        try {
            com.google.rpc.Status rich = StatusProto.fromStatusAndTrailers(status, trailers);
            for (Any detail : rich == null ? List.<Any>of() : rich.getDetailsList()) {
                if (detail.is(ResourceExhaustedFailure.class)
                        && detail.unpack(ResourceExhaustedFailure.class).getCause()
                                == ResourceExhaustedCause.RESOURCE_EXHAUSTED_CAUSE_BUSY_WORKFLOW) {
                    return true;
                }
            }
            return false;
        } catch (InvalidProtocolBufferException | IllegalArgumentException garbled) {
            // The status itself is whole; an unreadable detail only leaves its cause unknown.
            return false;
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
