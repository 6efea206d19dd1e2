package dev.temporalfailover.simulation.world;

import dev.temporalfailover.failover.verdict.Target;
import dev.temporalfailover.failover.verdict.Vote;
import dev.temporalfailover.simulation.setting.Faulty;
import dev.temporalfailover.simulation.setting.Told;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One observer's reports to its leader, with the manners of {@code coordination.exchange}: all votes first, then changes
 * and heartbeats, in order or not at all; each is answered with the leader's view. A stream that breaks is opened again.
 */
public final class Reports {
    private final World world;
    private final Instance self;
    private final Map<Target, Vote> said = new HashMap<>();
    private Stream stream;
    private Told leaders;

    /** An observer's stream to a leader; what is under way arrives in order. */
    final class Stream {
        private final Instance leader;
        private final int generation;
        private final Deque<Message> way = new ArrayDeque<>();
        private long arrives;
        private boolean broken;
        private long answered = world.time.now();

        Stream(Instance leader) {
            this.leader = leader;
            this.generation = leader.generation();
        }

        boolean works() {
            boolean silent = world.time.now() - answered > world.scenario.silence();
            return !broken && !silent && leader.up() && leader.generation() == generation;
        }
    }

    private record Message(boolean afresh, List<Vote> votes, Duration judged, Duration sent) {}

    Reports(World world, Instance self) {
        this.world = world;
        this.self = self;
    }

    void forget() {
        said.clear();
        stream = null;
        leaders = null;
    }

    /** Looks for the leader, and tells it what is new or at least that we are there. */
    void beat() {
        Instance leader = self.leads() ? null : self.leaderThere();
        if (leader == null) {
            stream = null;
            return;
        }
        boolean afresh = stream == null || stream.leader != leader || !stream.works();
        if (afresh) {
            stream = new Stream(leader);
            said.clear();
        }
        tell(afresh);
    }

    /** A vote changed: told at once if there is a stream. */
    void changed() {
        if (stream != null && stream.works() && !self.leads()) {
            tell(false);
        }
    }

    private void tell(boolean afresh) {
        if (lost(stream.leader)) {
            // Noticed by silence, seconds later; opened again at the next heartbeat that gets through.
            stream.broken = true;
            return;
        }
        List<Vote> news = news();
        Message message = new Message(afresh, news, self.judgedAt(), self.now());
        Stream on = stream;
        long delay = world.network.delay(self.place, self.place);
        if (delay == 0 && on.way.isEmpty() && on.leader.runs()) {
            arrive(on, message);
            return;
        }
        on.way.add(message);
        on.arrives = Math.max(on.arrives, world.time.now() + delay);
        on.leader.later(on.arrives - world.time.now(), () -> {
            // Whatever order the receiver runs its work in, a stream is read in its own.
            Message next = on.way.poll();
            if (next != null) {
                arrive(on, next);
            }
        });
    }

    private List<Vote> news() {
        List<Vote> news = new ArrayList<>();
        for (Vote vote : self.votes()) {
            if (isNew(vote)) {
                news.add(vote);
                said.put(vote.target(), vote);
            }
        }
        return news;
    }

    private boolean lost(Instance leader) {
        Faulty lost = world.network.reportsLost;
        return lost.strikes(self.place) || lost.strikes(self) || lost.strikes(leader);
    }

    private boolean isNew(Vote vote) {
        Vote before = said.get(vote.target());
        return before == null
                || before.verdict() != vote.verdict()
                || !java.util.Objects.equals(before.failingSince(), vote.failingSince());
    }

    private void arrive(Stream on, Message message) {
        if (on != stream || on.broken) {
            return;
        }
        Duration shift = on.leader.now().minus(message.sent());
        List<Vote> votes = message.votes().isEmpty() ? List.of() : shifted(message.votes(), shift);
        if (self.traitor != null) {
            votes = self.traitor.votes(votes);
        }
        if (world.skewed != null) {
            votes = world.skewed.votes(self, votes, on.leader.now());
        }
        if (!on.leader.heard(self, message.afresh(), votes, message.judged().plus(shift))) {
            on.broken = true;
            return;
        }
        if (self.traitor != null) {
            self.traitor.ghosts(on.leader, message.afresh(), votes);
        }
        on.answered = world.time.now();
        Told view = on.leader.own();
        if (view != null && self.up()) {
            guided(on.leader, view);
        }
    }

    private static List<Vote> shifted(List<Vote> votes, Duration shift) {
        return votes.stream()
                .map(v -> new Vote(
                        v.observer(),
                        v.target(),
                        v.verdict(),
                        v.why(),
                        v.at().plus(shift),
                        v.failingSince() == null ? null : v.failingSince().plus(shift),
                        v.counts()))
                .toList();
    }

    /** The view of a leader, if it reports to it. */
    void guidedBy(Instance leader, Told view) {
        if (to(leader)) {
            guided(leader, view);
        }
    }

    /** The leader's view, for whom it may concern. */
    void guided(Instance leader, Told view) {
        if (self.runs() && !lost(leader)) {
            boolean news = leaders == null || !Watches.same(leaders, view);
            leaders = view.sent(leader.now(), self.now());
            if (news) {
                Watches.changed(self);
            }
        }
    }

    /** True if it reports to this leader. */
    boolean to(Instance leader) {
        return stream != null && stream.leader == leader && stream.works();
    }

    /** The leader's view while it is fresh enough to be relayed, else null. */
    Told relayed() {
        boolean fresh =
                leaders != null && leaders.opinion().fresh(Duration.ofMillis(world.scenario.silence()), self.now());
        return fresh ? leaders : null;
    }
}
