package dev.temporalfailover.real.replication;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.concurrent.Callable;

/**
 * What a call was answered with.
 *
 * @param code what gRPC calls it
 * @param text of an error, else what was seen
 * @param took from the call to its end
 */
record Answer(Status.Code code, String text, Duration took) {
    private static final int SHOWN = 90;

    /** Asks; never throws for what Temporal answered. */
    static Answer of(Callable<String> call) throws InterruptedException {
        long began = System.nanoTime();
        try {
            String seen = call.call();
            return new Answer(Status.Code.OK, seen, since(began));
        } catch (StatusRuntimeException refused) {
            String why = String.valueOf(refused.getStatus().getDescription());
            return new Answer(refused.getStatus().getCode(), why, since(began));
        } catch (InterruptedException stopped) {
            throw stopped;
        } catch (Exception other) {
            throw new IllegalStateException(other);
        }
    }

    /** True if the cluster did its work: also if it has looked for a workflow and found none. */
    boolean ok() {
        // A namespace that this host does not know yet is NOT_FOUND too.
        return code == Status.Code.OK || code == Status.Code.NOT_FOUND && !text.startsWith("Namespace ");
    }

    /** True if it says that the namespace is active in another cluster. */
    boolean standby() {
        return code == Status.Code.FAILED_PRECONDITION && text.contains("is active in cluster");
    }

    long millis() {
        return took.toMillis();
    }

    private static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    @Override
    public String toString() {
        String shown = text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
        return code + " in " + millis() + " ms" + (shown.isEmpty() ? "" : " (" + shown + ")");
    }
}
