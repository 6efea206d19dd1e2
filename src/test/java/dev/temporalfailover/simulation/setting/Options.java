package dev.temporalfailover.simulation.setting;

/**
 * One run.
 *
 * @param recorded keep a timeline
 * @param mutation a rule to take out
 */
public record Options(long seed, boolean recorded, Mutation mutation) {

    public static Options seed(long seed) {
        return new Options(seed, false, Mutation.NONE);
    }

    public Options recording() {
        return new Options(seed, true, mutation);
    }

    public Options without(Mutation rule) {
        return new Options(seed, recorded, rule);
    }
}
