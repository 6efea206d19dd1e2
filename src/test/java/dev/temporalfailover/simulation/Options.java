package dev.temporalfailover.simulation;

/**
 * One run.
 *
 * @param recorded keep a timeline
 * @param mutation a rule to take out
 */
record Options(long seed, boolean recorded, Mutation mutation) {

    static Options seed(long seed) {
        return new Options(seed, false, Mutation.NONE);
    }

    Options recording() {
        return new Options(seed, true, mutation);
    }

    Options without(Mutation rule) {
        return new Options(seed, recorded, rule);
    }
}
