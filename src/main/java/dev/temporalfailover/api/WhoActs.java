package dev.temporalfailover.api;

import dev.temporalfailover.api.access.Problem.LeaderHint;
import dev.temporalfailover.api.access.Refusal;
import dev.temporalfailover.api.access.RequestText;
import dev.temporalfailover.api.ask.Checks;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.situation.Opinion;
import dev.temporalfailover.failover.status.PolicyStatus;
import dev.temporalfailover.loop.Operations;
import dev.temporalfailover.outside.Line;
import java.util.List;
import java.util.stream.Collectors;

/** Which policy and region a call is about, and which instance can carry it out. */
final class WhoActs {
    private static final int SHOWN = 60;

    private final Operations operations;

    WhoActs(Operations operations) {
        this.operations = operations;
    }

    /** The named policy, or the only one. Throws a {@link Refusal}. */
    PolicyStatus policy(String name) {
        List<PolicyStatus> all = operations.status();
        if (all.isEmpty()) {
            throw Refusal.later("this instance starts: no policy has been evaluated yet, try again");
        }
        String known = all.stream().map(s -> s.policy().name()).collect(Collectors.joining(", "));
        if (name == null || name.isEmpty()) {
            if (all.size() > 1) {
                throw Refusal.bad("policy", "policy is needed, one of " + known);
            }
            return all.get(0);
        }
        return all.stream()
                .filter(s -> s.policy().name().equals(name))
                .findFirst()
                .orElseThrow(() -> Refusal.unknown(
                        "policy", "there is no policy " + Line.of(name, SHOWN) + "; the policies are " + known));
    }

    /** The policy of an action. Throws a {@link Refusal} with all that is wrong so far, and one if this is a witness. */
    PolicyStatus policyOf(String name, Checks checks) {
        PolicyStatus status = checks.of(() -> policy(name));
        if (status == null) {
            checks.done();
        }
        requireRegion(status);
        return status;
    }

    /** The region of this name. Throws a {@link Refusal} if the policy has none. */
    String region(FailoverPolicy policy, String name) {
        String to = RequestText.of("to", name);
        if (!policy.regions().contains(to)) {
            throw Refusal.bad("to", noRegion(policy, to));
        }
        return to;
    }

    static String noRegion(FailoverPolicy policy, String name) {
        return "policy " + policy.name() + " has no region " + Line.of(name, SHOWN) + ", only "
                + String.join(", ", policy.regions());
    }

    /** Throws a {@link Refusal} at an instance without a region: nothing can be asked of it. */
    private void requireRegion(PolicyStatus status) {
        if (!status.policy().regions().contains(operations.region())) {
            throw Refusal.conflict(
                    "", "this is the witness " + operations.region() + ", which moves nothing; ask " + regions(status));
        }
    }

    /** Only the leader reads the records, so only it can do this. Throws a {@link Refusal} that says where to ask. */
    void requireLeader(PolicyStatus status, String field) {
        requireRegion(status);
        if (!status.leader()) {
            throw Refusal.askLeader(
                    field,
                    "only the leader reads the records and can answer this; " + leads(status) + hint(status),
                    new LeaderHint(holder(status), operations.leaderApi().orElse("")));
        }
    }

    /** The leader in words. */
    String leads(PolicyStatus status) {
        if (status.leader()) {
            return "the leader";
        }
        String holder = holder(status);
        return holder.isEmpty() ? "the leader, which is unknown here," : "the leader " + holder;
    }

    private String hint(PolicyStatus status) {
        return holder(status).isEmpty()
                ? " (read the Lease)"
                : operations.leaderApi().map(at -> " at " + at).orElse("") + " is to be asked";
    }

    private static String holder(PolicyStatus status) {
        return status.holder() == null ? "" : status.holder();
    }

    /** Where else moves are stopped; empty if nowhere. */
    String heldElsewhere(PolicyStatus status) {
        return status.elsewhere().opinions().stream()
                .filter(o -> o.hold()
                        .filter(h -> h.until().compareTo(operations.now().steady()) > 0)
                        .isPresent())
                .map(o -> "; " + o.place() + " has one by "
                        + o.hold().orElseThrow().owner() + ": release it there")
                .collect(Collectors.joining());
    }

    private static String regions(PolicyStatus status) {
        return status.policy().regions().stream()
                .map(region -> "an instance of " + region + leaderOf(region, status))
                .collect(Collectors.joining(" or "));
    }

    private static String leaderOf(String region, PolicyStatus status) {
        return status.elsewhere()
                .of(region)
                .filter(o -> o.role() == Opinion.Role.LEADER)
                .map(o -> ", whose leader is " + o.instance())
                .orElse("");
    }
}
