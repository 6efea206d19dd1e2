package dev.temporalfailover.simulation;

import java.util.ArrayList;
import java.util.List;

/** Whom a fault strikes now; one that began twice must end twice. */
final class Faulty {
    private final List<Object> struck = new ArrayList<>();

    void begins(Object whom) {
        struck.add(whom);
    }

    void ends(Object whom) {
        struck.remove(whom);
    }

    boolean strikes(Object whom) {
        return !struck.isEmpty() && struck.contains(whom);
    }

    void heal() {
        struck.clear();
    }
}
