package dev.temporalfailover.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.temporalfailover.api.clients.ConnectionRendering.ConnectionsView;
import dev.temporalfailover.api.readiness.ReadinessRendering.ReadinessView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What the API answers with. Times are UTC in ISO 8601; fields that end in {@code Seconds} are durations. */
final class Views {
    private Views() {}

    /** This instance and all policies. */
    @Schema(name = "Status", description = "What this instance sees now")
    record StatusView(String region, String instance, Instant now, List<PolicyView> policies) {}

    /** @param at the time of the loop's last tick */
    @Schema(name = "Policy")
    @JsonInclude(Include.NON_NULL)
    record PolicyView(
            String policy,
            List<String> regions,
            boolean leader,
            String holder,
            Instant at,
            double ageSeconds,
            String active,
            Long epoch,
            EpochView lastSwitch,
            List<RegionView> verdicts,
            DnsView dns,
            List<RouteView> routes,
            DecisionView decision,
            HoldView hold,
            AcknowledgementView acknowledgement,
            RequestView request,
            List<String> takenOver,
            List<String> switching,
            List<StageView> stages,
            List<String> advice,
            List<PlaceView> places,
            PlaceRendering.ConnectivityView connectivity,
            ObserversView observers,
            LimitsView limits,
            ReadinessView readiness,
            ConnectionsView connections) {}

    /**
     * What another place last said.
     *
     * @param role leader, observer (it hears no leader there) or witness
     * @param verdicts by region
     */
    @Schema(name = "Place")
    @JsonInclude(Include.NON_NULL)
    record PlaceView(
            String place,
            String role,
            String instance,
            double ageSeconds,
            Map<String, String> verdicts,
            Long epoch,
            HoldView hold) {}

    /**
     * @param outvoted by region: observers that disagree with the quorum
     * @param skewed by observer: what its configuration names and this instance's does not, or, under this instance's name,
     *     what half of the others do not look at; none of it counts
     */
    @Schema(name = "Observers")
    record ObserversView(
            int heard,
            int silent,
            List<String> silentNames,
            Map<String, List<String>> outvoted,
            Map<String, List<String>> skewed) {}

    /** The epoch record as read. */
    @Schema(name = "Epoch")
    record EpochView(
            long epoch, String active, String owner, String reason, Instant at, List<Instant> automaticSwitches) {}

    /** A region as judged. */
    @Schema(name = "Region")
    @JsonInclude(Include.NON_NULL)
    record RegionView(
            String region,
            String verdict,
            Instant since,
            double sinceSeconds,
            double judgedAgoSeconds,
            String tier,
            String why,
            Instant failingSince,
            List<EvidenceView> evidence) {}

    /** One fact. */
    @Schema(name = "Evidence")
    record EvidenceView(String subject, String verdict, String why, Instant at) {}

    /** @param stale the last known state, because newer attempts to read fail; false where nothing was ever read */
    @Schema(name = "Dns")
    @JsonInclude(Include.NON_NULL)
    record DnsView(
            String state,
            String detail,
            boolean stale,
            Double readAgoSeconds,
            Map<String, Integer> weights,
            Map<String, Double> resolver) {}

    /**
     * A route of this cluster.
     *
     * @param effective whether proxies use it; absent if it is not watched
     * @param evidence what was asked, or the proxy or object in the way and why
     */
    @Schema(name = "Route")
    @JsonInclude(Include.NON_NULL)
    record RouteView(
            String id,
            String state,
            Map<String, Integer> weights,
            long epoch,
            String detail,
            Boolean effective,
            String evidence) {}

    /** @param summary one sentence */
    @Schema(name = "Decision")
    @JsonInclude(Include.NON_NULL)
    record DecisionView(
            String decision,
            String reason,
            String summary,
            String from,
            String to,
            Boolean automatic,
            Boolean forced,
            String by,
            List<RuleView> rules) {}

    /** @param allows false where it stands against a move now */
    @Schema(name = "Rule")
    record RuleView(String rule, String question, boolean allows, String present) {}

    /** A hold in force. */
    @Schema(name = "HoldState")
    record HoldView(String owner, String reason, Instant expires) {}

    /** The newest acknowledgement. */
    @Schema(name = "AcknowledgementState")
    record AcknowledgementView(long epoch, String by, Instant at) {}

    /** A requested move that has not expired. */
    @Schema(name = "RequestState")
    record RequestView(
            String kind, String to, String by, String reason, boolean automatic, boolean force, Instant expires) {}

    /** One stage of the last switch. */
    @Schema(name = "Stage")
    record StageView(String stage, double seconds) {}

    /** The policy's settings that slow it down. */
    @Schema(name = "Limits")
    record LimitsView(
            int weight,
            double holdDownSeconds,
            double escapeAfterSeconds,
            int maxSwitches,
            double switchWindowSeconds,
            double quietPeriodSeconds) {}

    /** Why not failing over now; without {@code namespaces} where none is read. */
    @Schema(name = "Explanation")
    @JsonInclude(Include.NON_NULL)
    record ExplainView(
            String policy,
            String active,
            Long epoch,
            Instant at,
            double ageSeconds,
            DecisionView decision,
            List<RouteView> routes,
            List<PlaceView> places,
            PlaceRendering.ConnectivityView connectivity,
            ObserversView observers,
            List<String> advice,
            List<String> namespaces,
            ReadinessView readiness,
            ConnectionsView connections) {}

    /** One audit entry. */
    @Schema(name = "Audit")
    record AuditView(
            String policy,
            long epoch,
            Instant at,
            String instance,
            String by,
            boolean automatic,
            boolean forced,
            String reason,
            String asked,
            String from,
            String to,
            Map<String, Integer> before,
            Map<String, Integer> after,
            String result,
            List<EvidenceView> evidence,
            List<RuleView> rules,
            List<String> steps,
            List<StageView> stages) {}

    /** @param against rules that stand against it now, as the loop last saw them */
    @Schema(name = "Accepted")
    @JsonInclude(Include.NON_NULL)
    record AcceptedView(
            String policy,
            String action,
            String note,
            HoldView hold,
            AcknowledgementView acknowledgement,
            RequestView request,
            PlanRendering.PlanView plan,
            List<RuleView> against) {}
}
