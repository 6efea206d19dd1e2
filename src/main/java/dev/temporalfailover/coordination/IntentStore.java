package dev.temporalfailover.coordination;

import dev.temporalfailover.failover.situation.Intents;
import java.util.function.UnaryOperator;

/** Operator intents of each policy, kept so that they outlive this process: in Kubernetes by compare-and-swap, or in a file. */
public interface IntentStore extends AutoCloseable {

    /**
     * The newest intents known; the last known ones while the Kubernetes API does not answer. Never blocks on the
     * network.
     */
    Intents read(String policy);

    /** True while {@link #read} answers from a live copy. */
    boolean live();

    /** Why what {@link #read} answers is not what people and alerts may have asked for; one line, empty if it is. */
    default String trouble(String policy) {
        return "";
    }

    /**
     * Changes the intents of a policy, again on the newest ones if another writer was faster.
     *
     * @throws java.io.UncheckedIOException if they could not be stored; then nothing was changed as far as is known
     */
    Intents update(String policy, UnaryOperator<Intents> change);

    /** Ends what reads them; what is stored stays. */
    @Override
    default void close() {}
}
