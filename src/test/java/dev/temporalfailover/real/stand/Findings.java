package dev.temporalfailover.real.stand;

import java.util.ArrayList;
import java.util.List;

/** What a drill found, in its own words. Callable from any thread. */
public final class Findings {
    private final List<String> lines = new ArrayList<>();

    public synchronized void add(String line) {
        lines.add(line);
    }

    public synchronized List<String> lines() {
        return List.copyOf(lines);
    }
}
