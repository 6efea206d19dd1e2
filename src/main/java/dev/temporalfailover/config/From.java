package dev.temporalfailover.config;

/** From which instances something is reached; one file serves all regions. */
enum From {
    ALL,
    SAME_REGION,
    OTHER_REGIONS;

    /** Whether an instance in {@code viewpoint} uses what belongs to {@code region}. */
    boolean seenBy(String viewpoint, String region) {
        return switch (this) {
            case ALL -> true;
            case SAME_REGION -> viewpoint.equals(region);
            case OTHER_REGIONS -> !viewpoint.equals(region);
        };
    }

    /** Whether some instance uses both. */
    boolean overlaps(From other) {
        return this == ALL || other == ALL || this == other;
    }
}
