package dev.temporalfailover.simulation.setting;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What happened, for people. Costs nothing while it is off; a failing seed is run again with it on. */
public final class Timeline {
    private final boolean on;
    private final EventQueue time;
    private final List<String> lines = new ArrayList<>();

    public Timeline(boolean on, EventQueue time) {
        this.on = on;
        this.time = time;
    }

    public boolean on() {
        return on;
    }

    public void say(String who, String format, Object... values) {
        if (on) {
            long ms = time.now();
            lines.add(String.format(
                    Locale.ROOT,
                    "%d:%02d:%06.3f  %-12s %s",
                    ms / 3_600_000,
                    ms / 60_000 % 60,
                    ms % 60_000 / 1000.0,
                    who,
                    values.length == 0 ? format : String.format(Locale.ROOT, format, values)));
        }
    }

    public List<String> lines() {
        return lines;
    }
}
