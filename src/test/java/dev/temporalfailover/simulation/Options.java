package dev.temporalfailover.simulation;

/**
 * One run.
 *
 * @param recorded keep a timeline
 * @param mutation a rule to take out
 * @param cutOffObservers cuts may take every path of an instance to a region that serves: the gap that
 *     {@code docs/failure-modes.md} names under "Not covered yet"
 */
record Options(long seed, boolean recorded, Mutation mutation, boolean cutOffObservers) {

    static Options seed(long seed) {
        return new Options(seed, false, Mutation.NONE, false);
    }

    Options recording() {
        return new Options(seed, true, mutation, cutOffObservers);
    }

    Options without(Mutation rule) {
        return new Options(seed, recorded, rule, cutOffObservers);
    }
}
