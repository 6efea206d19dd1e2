package dev.temporalfailover.coordination;

/**
 * The cluster of this region, for the exchange.
 *
 * @param leadership who leads the region
 * @param roster which instances there are
 * @param most instances there can be, this one included, while the roster tells nothing
 */
public record HomeCluster(Leadership leadership, Roster roster, int most) {
    /** One whose instances are not known. */
    public static HomeCluster of(Leadership leadership) {
        return new HomeCluster(leadership, Roster.NONE, Integer.MAX_VALUE);
    }
}
