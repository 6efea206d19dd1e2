package dev.temporalfailover.failover.status;

import java.time.Duration;
import java.util.List;

/**
 * What a canary client got by one way: which Temporal cluster answered, call by call.
 *
 * @param way its name in the configuration
 * @param calls the newest first; as many as are kept
 */
public record WayAnswers(String way, List<CanaryCall> calls) {
    public WayAnswers {
        calls = List.copyOf(calls);
    }

    /**
     * One call.
     *
     * @param age since it was sent
     * @param cluster the answering cluster's id; empty if the call failed
     * @param failure why, in one line; empty if it did not
     */
    public record CanaryCall(Duration age, String cluster, String failure) {
        /** Whether a cluster answered. */
        public boolean answered() {
            return !cluster.isEmpty();
        }
    }
}
