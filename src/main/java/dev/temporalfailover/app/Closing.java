package dev.temporalfailover.app;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jboss.logging.Logger;

/** Parts that are closed in the opposite order; one that fails does not keep the others open. */
final class Closing implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger("temporal-failover");

    private final Deque<AutoCloseable> made = new ArrayDeque<>();

    <T extends AutoCloseable> T add(T part) {
        made.push(part);
        return part;
    }

    @Override
    public void close() {
        while (!made.isEmpty()) {
            try {
                made.pop().close();
            } catch (Exception e) {
                LOG.warn("could not close a part: " + e);
            }
        }
    }
}
