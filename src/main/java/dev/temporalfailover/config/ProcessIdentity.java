package dev.temporalfailover.config;

import dev.temporalfailover.config.settings.HostPort;
import dev.temporalfailover.config.settings.HostPorts;
import dev.temporalfailover.config.settings.Nearest;
import dev.temporalfailover.config.settings.Problems;
import dev.temporalfailover.config.settings.Section;
import dev.temporalfailover.config.settings.Types;
import dev.temporalfailover.config.settings.ValueType;
import java.util.List;
import java.util.Map;

/**
 * The identity of this process. The environment wins over the file, so that one file serves all places.
 *
 * @param place a region's name, or the witness's; null if it could not be found out
 * @param canary whether it is a canary client of its region
 * @param instance null if it could not be found out
 * @param address for instances of the same region; null if there is none
 */
record ProcessIdentity(String place, boolean witness, boolean canary, String instance, HostPort address) {
    private static final String ROLE = "TEMPORAL_FAILOVER_ROLE";
    private static final String CANARY = "canary";
    private static final String REGION = "TEMPORAL_FAILOVER_REGION";
    private static final String WITNESS = "TEMPORAL_FAILOVER_WITNESS";
    private static final String INSTANCE = "TEMPORAL_FAILOVER_INSTANCE";
    private static final String ADDRESS = "TEMPORAL_FAILOVER_ADDRESS";

    /** Whether the environment makes this process a canary client. */
    static boolean isCanary(Map<String, String> env) {
        return CANARY.equals(env.get(ROLE));
    }

    static ProcessIdentity read(Section root, ConfigFile found, Map<String, String> env, Problems problems) {
        return new IdentityReader(root, found, env, problems).identity();
    }

    private record IdentityReader(Section root, ConfigFile found, Map<String, String> env, Problems problems) {

        ProcessIdentity identity() {
            if (has(REGION) && has(WITNESS)) {
                problems.add(WITNESS, 0, "stands beside " + REGION + "; an instance is one of the two");
            }
            if (root.has(ConfigFile.REGION) && root.has(ConfigFile.WITNESS)) {
                root.wrong(ConfigFile.WITNESS, "stands beside region; an instance is one of the two");
            }
            if (has(ROLE) && !isCanary(env)) {
                problems.add(
                        ROLE,
                        0,
                        Problems.quoted(env.get(ROLE)) + " is not allowed; allowed: " + CANARY + ", or leave it out");
            }
            if (isCanary(env)) {
                return canary();
            }
            boolean witness = has(WITNESS) || (!has(REGION) && root.has(ConfigFile.WITNESS));
            String place = witness ? witness() : region();
            return new ProcessIdentity(
                    place, witness, false, instance(), found.coordination() == null ? null : address(witness));
        }

        private ProcessIdentity canary() {
            if (has(WITNESS)) {
                problems.add(ROLE, 0, "stands beside " + WITNESS + "; a canary client belongs to a region");
            }
            if (found.canary().client().ways().isEmpty()) {
                problems.add(ROLE, 0, "is " + CANARY + ", and the file has no canary.ways to call by");
            }
            return new ProcessIdentity(region(), false, true, instance(), null);
        }

        private String region() {
            List<String> names = found.regionNames();
            String region = has(REGION) ? env.get(REGION) : found.region();
            if (region == null && !root.has(ConfigFile.REGION)) {
                root.wrong(ConfigFile.REGION, "is missing, and so is " + REGION + " in the environment");
            } else if (region != null && !names.contains(region)) {
                String what = Problems.quoted(region) + " is not one of regions: " + String.join(", ", names);
                problems.add(has(REGION) ? REGION : "region", 0, what);
            }
            return region;
        }

        private String witness() {
            if (!root.has(ConfigFile.COORDINATION)) {
                root.wrong(ConfigFile.COORDINATION, "is missing; a witness speaks to the regions by it");
            }
            // A file that is shared with the regions has their leadership, which is then not ours.
            if (!has(WITNESS) && root.has(ConfigFile.LEADERSHIP)) {
                root.wrong(ConfigFile.LEADERSHIP, "stands beside witness; a witness leads nothing");
            }
            String name = has(WITNESS) ? parsed(WITNESS, Types.NAME) : found.witness();
            String what = name == null ? null : wrongWitness(name);
            if (what != null && has(WITNESS)) {
                problems.add(WITNESS, 0, what);
            } else if (what != null) {
                root.wrong(ConfigFile.WITNESS, what);
            }
            return name;
        }

        private String wrongWitness(String name) {
            List<String> listed = found.coordination() == null
                    ? List.of()
                    : found.coordination().places().witnessNames();
            if (found.regionNames().contains(name)) {
                return Problems.quoted(name) + " is the name of a region";
            }
            if (listed.isEmpty() || listed.contains(name)) {
                return null;
            }
            String hint = Nearest.to(name, listed)
                    .map(n -> "; did you mean " + n + "?")
                    .orElse("");
            return Problems.quoted(name) + " is not one of coordination.witnesses: " + String.join(", ", listed) + hint;
        }

        private String instance() {
            if (!has(INSTANCE) && root.has(ConfigFile.INSTANCE)) {
                return found.instance();
            }
            String variable = has(INSTANCE) ? INSTANCE : "HOSTNAME";
            if (!has(variable)) {
                root.wrong(
                        ConfigFile.INSTANCE, "is missing, and so are " + INSTANCE + " and HOSTNAME in the environment");
                return null;
            }
            return parsed(variable, Types.INSTANCE);
        }

        private HostPort address(boolean witness) {
            CoordinationSection coordination = found.coordination();
            HostPort written = has(ADDRESS) ? parsed(ADDRESS, HostPorts.ADDRESS) : coordination.address();
            boolean missing = !has(ADDRESS) && !coordination.section().has(CoordinationSection.ADDRESS);
            if (missing && !witness && found.leadership().lease().isPresent()) {
                coordination
                        .section()
                        .wrong(
                                CoordinationSection.ADDRESS,
                                "is missing, and so is " + ADDRESS
                                        + " in the environment; with leadership.mode lease the other"
                                        + " instances of the region must reach this one");
            }
            return written == null
                    ? null
                    : HostPorts.withPort(written, coordination.listen().port());
        }

        private boolean has(String variable) {
            return !env.getOrDefault(variable, "").isEmpty();
        }

        /** The variable's value, or null if it is not allowed. */
        private <T> T parsed(String variable, ValueType<T> type) {
            String text = env.get(variable);
            try {
                return type.parse().apply(text);
            } catch (IllegalArgumentException e) {
                problems.add(variable, 0, Problems.quoted(text) + " is not allowed; allowed: " + type.allowed());
                return null;
            }
        }
    }
}
