package dev.temporalfailover.simulation.world;

import dev.temporalfailover.simulation.setting.Scenario;
import dev.temporalfailover.simulation.setting.Told;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a leader hears of other places: one stream to any process of each, with heartbeats; the next process is tried where
 * nothing was heard for long. The newest word of each place is kept, however old.
 */
public final class Watches {
    private final World world;
    private final Instance self;
    private final Map<String, Watch> streams = new LinkedHashMap<>();
    public final Map<String, Told> heard = new LinkedHashMap<>();

    /** One stream; what is under way arrives in order. */
    final class Watch {
        private final Pod server;
        private final int generation;
        private final int mine = self.generation();
        private final Deque<Message> way = new ArrayDeque<>();
        private long arrives;
        private long last;

        Watch(Pod server) {
            this.server = server;
            this.generation = server.generation();
            this.last = world.time.now();
        }

        private boolean open() {
            return streams.get(server.place) == this && self.up() && mine == self.generation();
        }

        /** The server says its view, unless the way is cut. */
        void push() {
            if (!open()
                    || !server.runs()
                    || server.generation() != generation
                    || world.network.deaf(self, server.place)) {
                return;
            }
            Told view = server.view();
            if (view == null) {
                return;
            }
            if (world.thief != null) {
                view = world.thief.instead(self, server, view);
            }
            long delay = world.network.delay(self.place, server.place);
            Message message = new Message(view, server.now());
            if (delay == 0 && way.isEmpty() && self.runs()) {
                read(message);
                return;
            }
            way.add(message);
            arrives = Math.max(arrives, world.time.now() + delay);
            self.later(arrives - world.time.now(), () -> {
                Message next = way.poll();
                if (next != null && open()) {
                    read(next);
                }
            });
        }

        private void read(Message message) {
            last = world.time.now();
            Told told = message.view().sent(message.sent(), self.now());
            Told before = heard.put(server.place, told);
            if (before == null || !same(before, told)) {
                world.timeline.say(
                        self.name, "hears %s of %s: %s", told.opinion().role(), server, words(told));
                self.wake();
            }
        }
    }

    private record Message(Told view, java.time.Duration sent) {}

    Watches(World world, Instance self) {
        this.world = world;
        this.self = self;
    }

    void forget() {
        streams.clear();
        heard.clear();
    }

    /** Once a heartbeat: what each place says, while this instance leads. */
    void beat() {
        if (!self.leads()) {
            streams.clear();
            return;
        }
        for (String place : world.scenario.places(self.place)) {
            Watch watch = streams.get(place);
            if (watch == null || world.time.now() - watch.last > world.scenario.silence()) {
                watch = open(place);
            }
            watch.push();
        }
    }

    private Watch open(String place) {
        List<Pod> there = world.pods.stream().filter(p -> p.place.equals(place)).toList();
        Watch watch = new Watch(world.any(there));
        streams.put(place, watch);
        watch.server.watchers.removeIf(w -> !w.open());
        watch.server.watchers.add(watch);
        return watch;
    }

    /** A process has something else to say than before: told at once. */
    static void changed(Pod server) {
        if (!server.watchers.isEmpty()) {
            for (Watch watch : new ArrayList<>(server.watchers)) {
                server.later(5 + server.world.random.nextInt(50), watch::push);
            }
        }
    }

    /** True if two opinions say the same, whenever. */
    static boolean same(Told a, Told b) {
        return a.opinion().role() == b.opinion().role()
                && a.opinion().hold().isPresent() == b.opinion().hold().isPresent()
                && a.opinion().takeover().equals(b.opinion().takeover())
                && a.says(Scenario.EAST) == b.says(Scenario.EAST)
                && a.says(Scenario.WEST) == b.says(Scenario.WEST);
    }

    private static String words(Told told) {
        StringBuilder text = new StringBuilder();
        for (String region : Scenario.REGIONS) {
            text.append(region).append(' ').append(told.says(region)).append(' ');
        }
        return text + (told.opinion().hold().isPresent() ? "held" : "");
    }
}
