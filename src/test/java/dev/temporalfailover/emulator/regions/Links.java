package dev.temporalfailover.emulator.regions;

import dev.temporalfailover.emulator.kubernetes.LoopbackFront;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Every network path of the service that can break: one loopback front for each, so that a cut hits one direction from one
 * place only. Clients do not go through them.
 */
public final class Links implements AutoCloseable {
    private final Map<Link, LoopbackFront> fronts = new LinkedHashMap<>();

    /**
     * A path.
     *
     * @param from the place that connects: a region or the witness
     * @param to the place that is connected to
     * @param carries what, for example {@code private}, {@code exchange}
     */
    public record Link(String from, String to, String carries) {

        /** True if it joins these two places, whoever connects. */
        public boolean joins(String one, String other) {
            return from.equals(one) && to.equals(other) || from.equals(other) && to.equals(one);
        }

        /** True if it begins or ends there. */
        public boolean touches(String place) {
            return from.equals(place) || to.equals(place);
        }
    }

    /** The port at which {@code from} finds what listens on {@code backend}. */
    int through(Link link, int backend) throws IOException {
        LoopbackFront front = LoopbackFront.of(backend);
        fronts.put(link, front);
        return front.port();
    }

    /** Ends these paths: connections close, new ones are refused. */
    public void cut(Predicate<Link> which) {
        each(which, LoopbackFront::cut);
    }

    /** Nothing gets through these paths any more, and nobody is told: what a network does that drops packets. */
    public void freeze(Predicate<Link> which) {
        each(which, front -> front.freeze(true));
    }

    /** All paths are well. */
    public void heal() {
        each(link -> true, front -> {
            front.freeze(false);
            front.restore();
        });
    }

    private void each(Predicate<Link> which, java.util.function.Consumer<LoopbackFront> what) {
        fronts.forEach((link, front) -> {
            if (which.test(link)) {
                what.accept(front);
            }
        });
    }

    @Override
    public void close() {
        fronts.values().forEach(LoopbackFront::close);
    }
}
