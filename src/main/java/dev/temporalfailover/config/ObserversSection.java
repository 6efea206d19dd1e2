package dev.temporalfailover.config;

import dev.temporalfailover.config.settings.Durations;
import dev.temporalfailover.config.settings.Keywords;
import dev.temporalfailover.config.settings.Section;
import dev.temporalfailover.config.settings.Setting;
import dev.temporalfailover.config.settings.Setting.Shape;
import dev.temporalfailover.config.settings.Types;
import dev.temporalfailover.config.settings.ValueType;
import dev.temporalfailover.failover.verdict.QuorumPolicy;
import java.time.Duration;
import java.util.Optional;

/**
 * Section {@code coordination.observers}.
 *
 * @param instances of the region, this one included; empty if that is not stated
 */
record ObserversSection(QuorumPolicy quorum, Duration forgetAfter, Optional<Integer> instances) {
    private static final Setting<Double> QUORUM = Setting.of(
                    "quorum",
                    ValueType.of("a ratio from 0.5 to below 1, or percent", Keywords.majority(), text -> {
                        double share = Types.ratio(text);
                        ValueType.require(share >= 0.5 && share < 1);
                        return share;
                    }),
                    "0.5")
            .means("More than this share of the observers that report must say DOWN.");
    private static final Setting<Integer> MINIMUM = Setting.of("minimum", ValueType.whole(1, 1000), "1")
            .means("With fewer observers that report there is no verdict.");
    static final Setting<Duration> FRESHNESS = Setting.of("freshness", Durations.from("250ms", "10m"), "6s")
            .means("The votes of an observer that has not reported for longer do not count; above 2 x `heartbeat`.");
    private static final Setting<Duration> FORGET_AFTER = Setting.of("forget_after", Durations.from("1s", "1d"), "1m")
            .means("An observer that has not reported for longer is forgotten; above `freshness`.");

    private static final Setting<Integer> INSTANCES = Setting.optional(
                    "instances", ValueType.whole(1, 1000), "not bounded; 1 with leadership.mode sole")
            .means("Number of instances of this region, this one included. Where the Kubernetes API does not tell which"
                    + " instances there are (it cannot be asked, or they are no pods of one DaemonSet), their leader"
                    + " hears no more than these, however many report.");

    static final Shape SHAPE = new Shape(QUORUM, MINIMUM, FRESHNESS, FORGET_AFTER, INSTANCES);

    static ObserversSection read(Section s) {
        Duration fresh = s.value(FRESHNESS);
        Duration forget = s.value(FORGET_AFTER);
        if (forget.compareTo(fresh) <= 0) {
            s.wrong(FORGET_AFTER, s.written(FORGET_AFTER) + " is not above freshness " + s.written(FRESHNESS));
        }
        return new ObserversSection(
                new QuorumPolicy(s.value(QUORUM), s.value(MINIMUM), fresh), forget, s.optional(INSTANCES));
    }
}
