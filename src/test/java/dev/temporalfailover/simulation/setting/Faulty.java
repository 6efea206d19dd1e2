package dev.temporalfailover.simulation.setting;

import java.util.ArrayList;
import java.util.List;

/** Whom a fault strikes now; one that began twice must end twice. */
public final class Faulty {
    private final List<Object> struck = new ArrayList<>();

    public void begins(Object whom) {
        struck.add(whom);
    }

    public void ends(Object whom) {
        struck.remove(whom);
    }

    public boolean strikes(Object whom) {
        return !struck.isEmpty() && struck.contains(whom);
    }

    public void heal() {
        struck.clear();
    }
}
