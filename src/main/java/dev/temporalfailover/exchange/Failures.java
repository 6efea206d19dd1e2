package dev.temporalfailover.exchange;

import dev.temporalfailover.outside.Line;
import io.grpc.Status;

/** Words for what went wrong. */
final class Failures {
    private Failures() {}

    /** The code, and what lies deepest under it. */
    static String words(Throwable failure) {
        Status status = Status.fromThrowable(failure);
        String deepest = status.getCause() == null
                ? status.getDescription() == null ? "" : status.getDescription()
                : Line.root(status.getCause());
        return Texts.line(status.getCode() + (deepest.isEmpty() ? "" : ": " + deepest));
    }

    /** What its innermost cause says. */
    static String root(Throwable failure) {
        return Texts.line(Line.root(failure));
    }
}
