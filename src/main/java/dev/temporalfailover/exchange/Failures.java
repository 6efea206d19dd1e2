package dev.temporalfailover.exchange;

import io.grpc.Status;

/** Words for what went wrong. */
final class Failures {
    private Failures() {}

    /** The code, and what lies deepest under it. */
    static String words(Throwable failure) {
        Status status = Status.fromThrowable(failure);
        String deepest = status.getCause() == null
                ? status.getDescription() == null ? "" : status.getDescription()
                : root(status.getCause());
        return Texts.line(status.getCode() + (deepest.isEmpty() ? "" : ": " + deepest));
    }

    /** The innermost cause that says something. */
    static String root(Throwable failure) {
        String said = failure.getClass().getSimpleName();
        Throwable at = failure;
        for (int depth = 0; at != null && depth < 16; depth++) {
            if (at.getMessage() != null) {
                said = at.getMessage();
            }
            at = at.getCause();
        }
        return Texts.line(said);
    }
}
