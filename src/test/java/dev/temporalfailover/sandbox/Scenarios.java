package dev.temporalfailover.sandbox;

import java.util.List;
import java.util.Optional;

/** All that can go wrong here. */
final class Scenarios {
    /** The word for all of them. */
    static final String ALL = "all";

    private static final List<Scenario> LIST = List.of(
            // The longest first: with several at a time the others are played beside it.
            new Flapping(),
            new RegionDeath(),
            new CutOffStandby(),
            new LinkCut(),
            new LeaderKill(),
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
