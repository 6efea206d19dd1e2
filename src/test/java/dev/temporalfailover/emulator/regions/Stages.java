package dev.temporalfailover.emulator.regions;

import dev.temporalfailover.emulator.clients.Moves;
import dev.temporalfailover.testkit.Timeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How long the stages of each move took, from its fault on. */
final class Stages {
    private final Timeline timeline;
    private final Moves moves;
    private final Map<String, Map<String, Optional<Duration>>> kept = new LinkedHashMap<>();

    Stages(Timeline timeline, Moves moves) {
        this.timeline = timeline;
        this.moves = moves;
    }

    /** Keeps, under this name, the times of these stages, of the clusters' routes and of the clients, where they were seen. */
    void keep(String name, List<String> stages, List<String> clusters) {
        Map<String, Optional<Duration>> times = new LinkedHashMap<>();
        List<String> seen = new ArrayList<>(stages);
        clusters.forEach(cluster -> seen.add("route " + cluster));
        for (String stage : seen) {
            timeline.sinceFault(stage).ifPresent(time -> times.put(stage, Optional.of(time)));
        }
        long began = timeline.faultAt().orElseThrow();
        // Where nothing was to move, all clients are where they were long before.
        if (moves.share(1, began).filter(time -> !time.isNegative()).isPresent()) {
            times.put("clients p50", moves.share(0.5, began));
            times.put("clients p95", moves.share(0.95, began));
            times.put("all clients", moves.share(1, began));
            times.put("mesh clients", moves.share(1, began, World.DNS_CLIENTS, moves.all()));
        }
        kept.put(name, times);
    }

    /** Times by move. */
    Map<String, Map<String, Optional<Duration>>> all() {
        return kept;
    }
}
