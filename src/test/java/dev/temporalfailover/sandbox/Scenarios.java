package dev.temporalfailover.sandbox;

import dev.temporalfailover.testkit.scenario.Flapping;
import dev.temporalfailover.testkit.scenario.LeaderKill;
import dev.temporalfailover.testkit.scenario.LinkCut;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** All that can go wrong here. */
final class Scenarios {
    /** The word for all of them. */
    static final String ALL = "all";

    private static final List<Scenario> LIST = List.of(
            // The longest first: with several at a time the others are played beside it.
            Scenario.of(
                    new Flapping(Duration.ofMinutes(2)),
                    "the active region's Temporal dies and returns for two minutes: one switch at most"),
            new RegionDeath(),
            new CutOffStandby(),
            Scenario.of(
                    new LinkCut(Duration.ofSeconds(25)),
                    "the link between the regions drops every packet, clients and the witness reach both: nothing"
                            + " moves, the decision is `disputed`"),
            Scenario.of(
                    new LeaderKill(),
                    "the leader is killed between the DNS batch and its route: the other instance finishes under the"
                            + " same epoch"),
            new OldRegionReturns(),
            new Route53Dead(),
            new BothDown());

    private Scenarios() {}

    /** All but the story. */
    static List<Scenario> all() {
        return LIST;
    }

    /** The scenario of this name, the story too. */
    static Optional<Scenario> named(String name) {
        return name.equals(Story.NAME)
                ? Optional.of(new Story())
                : LIST.stream().filter(one -> one.name().equals(name)).findFirst();
    }
}
