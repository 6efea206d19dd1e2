package dev.temporalfailover.failover.status;

import java.util.Optional;

/**
 * A question to another system that changed nothing and found a fault.
 *
 * @param policy that it concerns; empty for all
 * @param region that it speaks against; empty for every region that traffic could move to
 * @param problem one line for a person
 */
public record DryCall(ReadinessReason reason, Optional<String> policy, Optional<String> region, String problem) {
    /** A fault that concerns all policies and every move. */
    public static DryCall of(ReadinessReason reason, String problem) {
        return new DryCall(reason, Optional.empty(), Optional.empty(), problem);
    }

    /** A fault that concerns every move of one policy. */
    public static DryCall of(ReadinessReason reason, String policy, String problem) {
        return new DryCall(reason, Optional.of(policy), Optional.empty(), problem);
    }

    /** A fault that speaks against one region in all policies. */
    public static DryCall against(String region, ReadinessReason reason, String problem) {
        return new DryCall(reason, Optional.empty(), Optional.of(region), problem);
    }
}
