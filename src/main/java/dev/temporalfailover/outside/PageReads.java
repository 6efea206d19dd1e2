package dev.temporalfailover.outside;

import dev.temporalfailover.outside.heartbeat.FatalError;
import io.smallrye.faulttolerance.api.TypedGuard;
import jakarta.enterprise.util.TypeLiteral;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;
import org.eclipse.microprofile.faulttolerance.exceptions.TimeoutException;

/** Reads pages of others: each within a deadline, body included, and only so many at once. */
public final class PageReads {
    private static final int MAX_DETAIL = 300;

    private final Executor executor;
    private final Duration within;
    private final TypedGuard<CompletionStage<Object>> guard;

    /**
     * @param what is read, for the guard's metrics
     * @param executor runs the reads, and ends late ones; it must have a free thread for each
     * @param atOnce how many reads may run, late ones that still hang included
     * @param within the deadline of one read
     */
    public PageReads(String what, Executor executor, int atOnce, Duration within) {
        this.executor = executor;
        this.within = within;
        this.guard = TypedGuard.create(new TypeLiteral<CompletionStage<Object>>() {})
                .withDescription(what)
                .withTimeout()
                .duration(Math.max(1, within.toMillis()), ChronoUnit.MILLIS)
                .done()
                .withBulkhead()
                .limit(atOnce)
                .queueSize(1)
                .done()
                .withThreadOffload(true)
                .withThreadOffloadExecutor(executor)
                .build();
    }

    /**
     * Begins to read; the result is there by the deadline and never a failure.
     *
     * @param otherwise makes a result from one line that says why the page was not read
     */
    @SuppressWarnings("unchecked")
    public <T> CompletableFuture<T> read(Page<T> page, Function<String, T> otherwise) {
        return ((CompletionStage<T>) guard.get(() -> content(page)))
                .exceptionally(failure -> {
                    Throwable why = failure instanceof CompletionException ? failure.getCause() : failure;
                    FatalError.check(why);
                    if (why instanceof TimeoutException) {
                        // Closing may wait for a reader that is blocked: not in the thread that completes this.
                        executor.execute(page::abandon);
                        return otherwise.apply("did not answer within " + within.toMillis() + " ms");
                    }
                    return otherwise.apply(
                            why instanceof BulkheadException
                                    ? "was not asked: the previous request has not ended"
                                    : "gave no answer: " + words(why));
                })
                .toCompletableFuture();
    }

    private static CompletionStage<Object> content(Page<?> page) {
        try {
            return CompletableFuture.completedFuture(page.call());
        } catch (IOException | RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static String words(Throwable why) {
        return Line.of(why.getMessage() == null ? why.toString() : why.getMessage(), MAX_DETAIL);
    }
}
