package dev.temporalfailover.coordination;

import java.time.Duration;
import java.util.Optional;

/** Whether this instance may act for its region. Read from any thread. */
public interface Leadership extends AutoCloseable {

    /** True while this instance may write. Must turn false before another instance can turn true. */
    boolean leads();

    /** When it last began to lead, monotonic time since the process started; meaningless while it does not. */
    Duration since();

    /** The present holder's name, for people; empty if unknown. */
    String holder();

    /** Where the present holder takes its observers' reports, {@code host:port}; empty if unknown. */
    default Optional<String> holderAddress() {
        return Optional.empty();
    }

    /** Where the present holder's API is, {@code host:port}; empty if unknown. */
    default Optional<String> holderApi() {
        return Optional.empty();
    }

    /** Why the last attempt to get or keep it failed, one line for people; empty if it did not. */
    default String trouble() {
        return "";
    }

    /** Gives the leadership up. */
    @Override
    void close();
}
