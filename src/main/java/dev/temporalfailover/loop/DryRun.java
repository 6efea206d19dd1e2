package dev.temporalfailover.loop;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.decision.Decide;
import dev.temporalfailover.failover.decision.Decision;
import dev.temporalfailover.failover.plan.Followers;
import dev.temporalfailover.failover.plan.Plan;
import dev.temporalfailover.failover.plan.Planner;
import dev.temporalfailover.failover.plan.PrintedPlan;
import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.situation.Intents.Request;
import dev.temporalfailover.failover.situation.Situation;
import dev.temporalfailover.traffic.PlanPrinter;
import dev.temporalfailover.traffic.Switches;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What would happen if somebody asked: the rules and the plan of a tick, without apply. */
record DryRun(FailoverPolicy policy, Planner planner, Switches switches) {

    PrintedPlan plan(String to, Situation present, Followers followers, Moment now) {
        String from = present.dns().epoch().map(EpochRecord::active).orElse("");
        Decision.Shift wish = new Decision.Shift(
                Decision.Reason.REQUESTED,
                from,
                to,
                false,
                false,
                "dry run",
                List.of(),
                policy.isBack(from, to) ? policy.nextStep(from, to, 0) : 100);
        if (from.equals(to)) {
            return PlanPrinter.print(Plan.NOTHING, switches);
        }
        Plan plan = planner.plan(wish, present, followers, now);
        List<Step> all = new ArrayList<>(plan.steps());
        all.addAll(planner.afterwards(wish, plan, present, followers, now));
        return PlanPrinter.print(new Plan(all, plan.reason()), switches)
                .byOthers(planner.byOthers(wish, present, followers, now));
    }

    /** The rules that would stop this request. */
    List<Decision.Rule> against(Request request, Situation present, Moment now) {
        Situation asked = present.withIntents(present.intents().withRequest(Optional.of(request)));
        return Decide.against(asked, policy, now);
    }
}
