package dev.temporalfailover.testkit.service;

import com.fasterxml.jackson.databind.JsonNode;
import dev.temporalfailover.testkit.Timeline;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Follows what one instance sees and tells the timeline when that changes. */
public final class Observer implements AutoCloseable {
    /** Regions that a world has. */
    static final int REGIONS = 2;

    private static final Duration AGAIN = Duration.ofMillis(100);

    private final Watched service;
    private final Timeline timeline;
    private final Thread thread = new Thread(this::run, "observer");
    private volatile Optional<ServiceView> view = Optional.empty();
    private volatile boolean told;

    Observer(Watched service, Timeline timeline) {
        this.service = service;
        this.timeline = timeline;
        thread.setDaemon(true);
    }

    /** Whom it follows. */
    public Watched service() {
        return service;
    }

    void start() {
        thread.start();
    }

    /** From now on changes are told. */
    void tell() {
        told = true;
    }

    /** What it last said; empty while it does not answer. */
    public Optional<ServiceView> view() {
        return view;
    }

    /** True while it says that it leads its region. */
    public boolean leads() {
        return view.map(ServiceView::leader).orElse(false);
    }

    /** True if it knows this region as the active one and judges both healthy. */
    public boolean steady(String active) {
        return view.map(v -> v.epoch() > 0
                        && v.active().equals(active)
                        && v.verdicts().size() == REGIONS
                        && v.verdicts().keySet().stream().allMatch(region -> v.judged(region, "HEALTHY")))
                .orElse(false);
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                service.events(this::accept);
            } catch (IOException silent) {
                view = Optional.empty();
            } catch (InterruptedException closed) {
                return;
            }
            try {
                Thread.sleep(AGAIN.toMillis());
            } catch (InterruptedException closed) {
                return;
            }
        }
    }

    private void accept(JsonNode status) {
        if (!status.path("policies").isEmpty()) {
            ServiceView now = ServiceView.of(status);
            view.ifPresent(before -> compare(before, now));
            view = Optional.of(now);
        }
    }

    private void compare(ServiceView before, ServiceView now) {
        if (!told) {
            return;
        }
        Map<String, String> changed = new TreeMap<>(now.verdicts());
        changed.entrySet().removeAll(before.verdicts().entrySet());
        changed.forEach((region, verdict) -> {
            String what = service.place() + " judges " + region + " " + verdict.toUpperCase(Locale.ROOT);
            if (verdict.equalsIgnoreCase("DOWN")) {
                timeline.note("detected");
            }
            timeline.mark(what, what);
        });
        if (now.decision().startsWith("shift") && !before.decision().startsWith("shift")) {
            timeline.mark("decided", service.name() + " decides: " + now.decision());
        }
        if (now.decision().startsWith("refuse") && !now.decision().equals(before.decision())) {
            String what = service.place() + " decides: " + now.decision();
            timeline.note("refused");
            timeline.mark(what, what + " (" + now.why() + ")");
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
