package dev.temporalfailover.config;

import dev.temporalfailover.config.settings.Nearest;
import dev.temporalfailover.config.settings.Problems;
import dev.temporalfailover.config.settings.Section;
import dev.temporalfailover.config.settings.Setting;
import dev.temporalfailover.config.settings.Setting.Shape;
import dev.temporalfailover.config.settings.Types;
import dev.temporalfailover.config.settings.ValueType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A region in a policy's order of preference. We are active/passive: the first one carries the whole weight, the others
 * stand by with 0.
 *
 * @param region null if it could not be read
 */
record PreferenceSection(Section section, String region, int weight) {
    private static final Setting<String> REGION =
            Setting.required("region", Types.NAME).means("Name of one of `regions`.");
    private static final Setting<Integer> WEIGHT = Setting.optional(
                    "weight", ValueType.whole(0, 255), "100 for the first, 0 for the others")
            .means("Weight in the steady state. Active/passive: 1 to 255 for the first region, 0 for all others. An"
                    + " active region always has the first region's weight.");

    static final Shape SHAPE = new Shape(REGION, WEIGHT);

    private static final int USUAL = 100;

    /**
     * @param policy where the list stands
     * @param all regions that exist
     */
    static List<PreferenceSection> read(Section policy, List<Section> sections, List<String> all) {
        List<PreferenceSection> found = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Section s : sections) {
            String region = s.value(REGION);
            if (region != null && !all.contains(region)) {
                String hint = Nearest.to(region, all)
                        .map(n -> "; did you mean " + n + "?")
                        .orElse("");
                s.wrong(REGION, Problems.quoted(region) + " is not one of regions: " + String.join(", ", all) + hint);
            }
            if (region != null && !seen.add(region)) {
                s.wrong(REGION, Problems.quoted(region) + " is in this policy twice");
            }
            Integer weight = s.value(WEIGHT);
            found.add(new PreferenceSection(s, region, weight != null ? weight : found.isEmpty() ? USUAL : 0));
        }
        checkWeights(policy, found);
        return found;
    }

    /** The weight of the region that carries. */
    static int carried(List<PreferenceSection> preferences) {
        return preferences.isEmpty() ? USUAL : preferences.get(0).weight();
    }

    private static void checkWeights(Section policy, List<PreferenceSection> found) {
        if (found.isEmpty()) {
            return;
        }
        if (found.stream().allMatch(p -> p.weight() == 0)) {
            policy.wrong(
                    "all weights are 0, which DNS answers with all regions alike; the first region's must be 1 to 255");
            return;
        }
        String rule = "; active/passive: exactly the first region in order of preference carries the weight";
        if (found.get(0).weight() == 0) {
            found.get(0).section().wrong(WEIGHT, "'0' is not allowed for the first region" + rule);
        }
        found.stream().skip(1).filter(p -> p.weight() > 0).forEach(p -> p.section()
                .wrong(WEIGHT, "'" + p.weight() + "' is not allowed here, allowed: 0" + rule));
    }
}
