package dev.temporalfailover.coordination;

import dev.temporalfailover.failover.Opinion;
import java.util.List;

/** Placeholder until the transport is joined. */
public interface Exchange {
    /** The newest opinion on a policy of each other place that was ever heard. */
    List<Opinion> opinions(String policy);
}
