package dev.temporalfailover.traffic.temporal;

import dev.temporalfailover.outside.Line;
import dev.temporalfailover.traffic.StepOutcome.StepResult;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/**
 * Why Temporal did not do what it was asked, from the status of the call. Pure.
 *
 * @param kind what to do next
 * @param detail one line for a person: Temporal's own words, and what to do where that is known
 */
record TemporalRefusal(StepResult kind, String detail) {
    private static final int LONGEST = 300;
    private static final String DETAILS = "/temporal.api.errordetails.v1.";

    /** A call that changes nothing. */
    static TemporalRefusal ofRead(Throwable failure) {
        return of(failure, StepResult.UNAVAILABLE);
    }

    /** A call that may have changed something although no answer came. */
    static TemporalRefusal ofUpdate(Throwable failure) {
        return of(failure, StepResult.UNCERTAIN);
    }

    private static TemporalRefusal of(Throwable failure, StepResult unanswered) {
        Status status = status(failure);
        String says = says(status);
        StepResult kind =
                switch (status.getCode()) {
                    case PERMISSION_DENIED, UNAUTHENTICATED -> StepResult.DENIED;
                    case NOT_FOUND -> StepResult.NOT_FOUND;
                    case RESOURCE_EXHAUSTED ->
                        says.contains("message exceeds maximum size") ? unanswered : StepResult.THROTTLED;
                    case UNAVAILABLE -> unavailable(failure, says, unanswered);
                    case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE, ALREADY_EXISTS, UNIMPLEMENTED ->
                        handover(says) ? StepResult.BUSY : StepResult.REJECTED;
                    case OK, CANCELLED, UNKNOWN, DEADLINE_EXCEEDED, ABORTED, INTERNAL, DATA_LOSS -> unanswered;
                };
        return new TemporalRefusal(kind, Line.of(says + advice(status, says), LONGEST));
    }

    private static StepResult unavailable(Throwable failure, String says, StepResult unanswered) {
        // The metadata of all namespaces has one version, which each change of any of them compares.
        if (handover(says) || says.contains("conditional update")) {
            return StepResult.BUSY;
        }
        Metadata trailers = Status.trailersFromThrowable(cause(failure));
        boolean byUs = trailers == null || trailers.keys().isEmpty();
        return byUs ? unanswered : StepResult.UNAVAILABLE;
    }

    private static boolean handover(String says) {
        return says.contains("Handover");
    }

    private static String advice(Status status, String says) {
        if (status.getCode() == Status.Code.INVALID_ARGUMENT && says.contains("Invalid cluster name")) {
            return "; this cluster has no enabled connection to it: temporal operator cluster upsert"
                    + " --enable-connection --frontend-address ADDRESS on this side, then it is tried again";
        }
        return "";
    }

    /** The status of what a future failed with. */
    static Status status(Throwable failure) {
        return Status.fromThrowable(cause(failure));
    }

    /** The code and the description, bounded and without line ends. */
    static String says(Status status) {
        String text =
                status.getDescription() == null ? "" : status.getDescription().split("\nChannel Pipeline: ", 2)[0];
        String root = text.isEmpty() || text.equals("io exception") ? root(status) : "";
        if (status.getCode() == Status.Code.DEADLINE_EXCEEDED && text.contains("deadline exceeded after")) {
            // The library's own text counts the time, so that no two are alike.
            return "DEADLINE_EXCEEDED no answer in time";
        }
        return Line.of(status.getCode() + " " + text + (root.isEmpty() ? "" : " " + root), LONGEST);
    }

    private static String root(Status status) {
        return status.getCause() == null ? "" : Line.root(status.getCause());
    }

    /** Whether the server attached a detail of this type, for example {@code NamespaceNotFoundFailure}. */
    static boolean has(Throwable failure, String type) {
        try {
            com.google.rpc.Status rich = StatusProto.fromThrowable(cause(failure));
            return rich != null
                    && rich.getDetailsList().stream()
                            .anyMatch(d -> d.getTypeUrl().endsWith(DETAILS + type));
        } catch (IllegalArgumentException garbled) {
            return false;
        }
    }

    private static Throwable cause(Throwable failure) {
        boolean wrapped = failure instanceof CompletionException || failure instanceof ExecutionException;
        return wrapped && failure.getCause() != null ? failure.getCause() : failure;
    }
}
