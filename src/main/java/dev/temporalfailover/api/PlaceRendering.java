package dev.temporalfailover.api;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.situation.Elsewhere;
import dev.temporalfailover.failover.situation.Opinion;
import dev.temporalfailover.failover.verdict.Observers;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Other places and observers as views. */
final class PlaceRendering {
    /** @param detail what was not reached */
    @Schema(name = "Connectivity")
    record ConnectivityView(int reached, int total, String detail, double ageSeconds) {}

    private final Moment now;

    PlaceRendering(Moment now) {
        this.now = now;
    }

    List<Views.PlaceView> places(Elsewhere elsewhere) {
        return elsewhere.opinions().stream().map(this::place).toList();
    }

    private Views.PlaceView place(Opinion o) {
        Map<String, String> verdicts = new TreeMap<>();
        o.words().forEach((region, word) -> verdicts.put(region, word.verdict().name()));
        Views.HoldView hold = o.hold()
                .filter(h -> now.steady().compareTo(h.until()) < 0)
                .map(h -> new Views.HoldView(
                        h.owner(), h.reason(), now.wall().plus(h.until().minus(now.steady()))))
                .orElse(null);
        return new Views.PlaceView(
                o.place(),
                o.role().name().toLowerCase(Locale.ROOT),
                o.instance(),
                age(o.at()),
                verdicts,
                o.epoch().orElse(null),
                hold);
    }

    /** Null where no checks are configured. */
    ConnectivityView connectivity(Elsewhere elsewhere) {
        return elsewhere
                .connectivity()
                .map(c -> new ConnectivityView(c.reached(), c.total(), c.detail(), age(c.at())))
                .orElse(null);
    }

    /** Null if this instance counts no votes. */
    static Views.ObserversView observers(Observers o) {
        if (o.heard() == 0) {
            return null;
        }
        Map<String, List<String>> outvoted = new TreeMap<>();
        o.outvoted().forEach((region, names) -> {
            if (!names.isEmpty()) {
                outvoted.put(region, names.stream().sorted().toList());
            }
        });
        return new Views.ObserversView(o.heard(), o.silentCount(), o.silent(), outvoted, new TreeMap<>(o.skewed()));
    }

    private double age(Duration at) {
        return now.steady().minus(at).toNanos() / 1e9;
    }
}
