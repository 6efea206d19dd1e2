package dev.temporalfailover.simulation;

import dev.temporalfailover.failover.Target;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts between instances and regions. A cut of one way only looks the same to who asks: either the question or the answer is
 * lost. Unless cut-off observers are simulated, an instance keeps one path to each region.
 */
final class Network {
    private final World world;
    private final List<Cut> cuts = new ArrayList<>();

    /** From an instance, or from a whole region, to a region by a path. */
    record Cut(Object from, String to, String path) {}

    Network(World world) {
        this.world = world;
    }

    boolean cut(Instance from, Target target) {
        if (cuts.isEmpty()) {
            return false;
        }
        return cuts.stream()
                .anyMatch(c -> (c.from() == from || c.from().equals(from.region))
                        && c.to().equals(target.region())
                        && c.path().equals(target.path()));
    }

    /** False where the cut would take somebody's last path. */
    boolean begins(Cut cut) {
        boolean last =
                cuts.stream().anyMatch(c -> c.to().equals(cut.to()) && !c.path().equals(cut.path()));
        if (last && !world.options.cutOffObservers()) {
            return false;
        }
        cuts.add(cut);
        return true;
    }

    void ends(Cut cut) {
        cuts.remove(cut);
    }

    void heal() {
        cuts.clear();
    }
}
