package dev.temporalfailover.config;

import dev.temporalfailover.config.settings.Durations;
import dev.temporalfailover.config.settings.Keywords;
import dev.temporalfailover.config.settings.Section;
import dev.temporalfailover.config.settings.Setting;
import dev.temporalfailover.config.settings.Setting.Shape;
import dev.temporalfailover.config.settings.ValueType;
import dev.temporalfailover.failover.situation.FailbackPolicy;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import java.time.Duration;
import java.util.List;

/** Section {@code failback} of a policy. */
final class FailbackSection {
    private static final ValueType<Integer> PERCENT = ValueType.whole(1, 100);
    private static final Setting<Mode> MODE = Setting.of("mode", ValueType.word(Mode.class), "manual")
            .means("`manual`: only a person starts a failback. `automatic`: the service starts it when the preferred"
                    + " region is stable.");
    private static final Setting<Duration> STABLE_FOR = Setting.of("stable_for", Durations.from("1s", "30d"), "30m")
            .means("For `automatic`: the preferred region must be HEALTHY for this time without a break (up to 10 s in"
                    + " which it could not be judged are none), and traffic"
                    + " must not have moved.");
    private static final Setting<Integer> STEPS = Setting.values(
                    "steps",
                    ValueType.of(
                            "a whole number of percent from 1 to 100, such as 10 or 10%",
                            Keywords.either(PERCENT.keywords(), Keywords.text("[0-9]{1,3}%")), text -> PERCENT.parse()
                                    .apply(text.endsWith("%") ? text.substring(0, text.length() - 1) : text)),
                    "[100]")
            .means(
                    "The preferred region's share of the traffic, step by step: growing, the last one 100. A failback that a"
                            + " person asks for takes them too. Steps below 100 need a carrying weight of at least "
                            + FailbackSection.MIN_WEIGHT + "; with 100 each percent is exact.");
    private static final Setting<Duration> STEP_INTERVAL = Setting.of("step_interval", Durations.from("1s", "7d"), "5m")
            .means("After each step but the last the region must stay HEALTHY for this time; otherwise the failback"
                    + " is rolled back.");

    static final Shape SHAPE = new Shape(MODE, STABLE_FOR, STEPS, STEP_INTERVAL);

    /** Below it a step's share would be far from what is written. */
    private static final int MIN_WEIGHT = 10;

    private FailbackSection() {}

    private enum Mode {
        MANUAL,
        AUTOMATIC
    }

    /** @param policy the policy that fails back */
    static FailbackPolicy read(Section s, FailoverPolicy policy) {
        List<Integer> steps = s.has(STEPS) ? s.values(STEPS) : List.of(100);
        if (s.has(STEPS) && !steps.isEmpty() && steps.size() == s.size(STEPS)) {
            check(s, steps, policy);
        }
        return new FailbackPolicy(
                s.value(MODE) == Mode.AUTOMATIC,
                s.value(STABLE_FOR),
                steps.isEmpty() ? List.of(100) : steps,
                s.value(STEP_INTERVAL));
    }

    private static void check(Section s, List<Integer> steps, FailoverPolicy policy) {
        if (!steps.equals(steps.stream().sorted().toList())) {
            s.wrong(STEPS, "'" + steps + "' does not grow from step to step");
            return;
        }
        if (steps.get(steps.size() - 1) != 100) {
            s.wrong(STEPS, "'" + steps + "' does not end with 100");
        }
        List<Integer> partial = steps.stream().filter(step -> step < 100).toList();
        int weight = policy.weight();
        if (partial.isEmpty() || weight == 0) {
            return;
        }
        if (weight < MIN_WEIGHT) {
            s.wrong(
                    STEPS,
                    "'" + steps + "' has steps below 100, which need a carrying weight of at least " + MIN_WEIGHT
                            + "; it is " + weight);
            return;
        }
        if (policy.regions().size() > 1) {
            exact(s, partial, policy);
        }
    }

    /** The step under way is read back from the weights: one that reads as less would be taken for ever. */
    private static void exact(Section s, List<Integer> partial, FailoverPolicy policy) {
        String preferred = policy.regions().get(0);
        String active = policy.regions().get(1);
        int before = 0;
        for (int step : partial) {
            int part = policy.weightsDuring(active, preferred, step).get(preferred);
            float share = part * 100f / policy.weight();
            if (Math.round(share) < step || part == before) {
                String what = part == before ? "which is the step before it too" : "less than the step";
                s.wrong(
                        STEPS,
                        "'" + step + "' would be " + part + " of the carrying weight " + policy.weight() + ", " + what
                                + "; a weight of 100 gives each percent exactly");
                return;
            }
            before = part;
        }
    }
}
