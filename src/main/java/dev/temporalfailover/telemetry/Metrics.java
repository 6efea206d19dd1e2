package dev.temporalfailover.telemetry;

import static dev.temporalfailover.telemetry.MetricSpec.counter;
import static dev.temporalfailover.telemetry.MetricSpec.flag;
import static dev.temporalfailover.telemetry.MetricSpec.gauge;
import static dev.temporalfailover.telemetry.MetricSpec.histogram;

/**
 * Every metric that the service exports under its own name, declared here and nowhere else. {@code docs/metrics.md} is
 * generated from this list; dashboards and alerts may use no other name. Base units. A target's address is never a label.
 */
public enum Metrics implements DeclaredMetric {
    PROBE_DURATION(
            histogram("probe_duration_seconds", "Time from the start of a probe to its end, whatever the result.")
                    .by("region", "service", "path", "check")),
    PROBE_PHASE_DURATION(histogram("probe_phase_duration_seconds", "Parts of a cold connect: dns, tcp, tls.")
            .by("region", "service", "path", "phase")),
    PROBES(counter(
                    "probes_total",
                    "probes",
                    "Ended probes, by result; other than ok, the result is the kind of failure. late: a deadline or unreachable"
                            + " that was answered later, so this probe counts twice.")
            .by("region", "service", "path", "check", "tier", "result")),
    REGION_VERDICT(flag("region_verdict", "1 for the verdict that a region has now, 0 for the three others.")
            .by("policy", "region", "verdict")),
    VERDICT_AGE(gauge(
                    "region_verdict_age_seconds",
                    "seconds",
                    "How long ago the verdict was judged; above 10 s it is UNKNOWN, here and for other places.")
            .by("policy", "region")),
    CONNECTIONS(gauge("connections", "connections", "Our own gRPC channels by connectivity state.")
            .by("region", "path", "state")),
    CONNECTS(counter("connects_total", "connects", "TCP connections of our own gRPC channels: ok or failed.")
            .by("region", "path", "result")),
    PROBES_SKIPPED(counter(
                    "probes_skipped_total",
                    "probes",
                    "Probes that were skipped because the previous one had not ended.")
            .by("region", "service", "path", "check")),
    POOL_ACTIVE(gauge(
                    "connection_pool_active",
                    "connections",
                    "Connections in use. Source: grpc (our own channels with a call under way, mean of the last minute), envoy and"
                            + " temporal (as on their pages; of several pods the sum, of a pool with a limit the fullest pod).")
            .by("region", "source", "pool")),
    POOL_MAX(gauge(
                    "connection_pool_max",
                    "connections",
                    "The pool's limit; NaN if there is none or it is unknown. Of grpc the number of channels, each of which has one"
                            + " connection at most.")
            .by("region", "source", "pool")),
    POOL_UTILIZATION(gauge(
                    "connection_pool_utilization",
                    "ratio",
                    "Active / max, 0 to 1; NaN without a limit. Of grpc 1 means that a call is always under way: calls hang.")
            .by("region", "source", "pool")),
    POOL_OVERFLOWS(gauge(
                    "connection_pool_overflows",
                    "events",
                    "The source's own counter of connections refused because the pool was full; it restarts with the source. NaN where"
                            + " the source has none; not of grpc.")
            .by("region", "source", "pool")),
    TRAFFIC_WEIGHT(gauge(
                    "traffic_weight",
                    "weight",
                    "Weights of the regions. Layer: dns, route. View: wanted, api (as stored), resolver (share as clients resolve), proxy"
                            + " (mean share of the proxies that were asked), client (mean share of the answers to canary clients).")
            .by("policy", "region", "layer", "view")),
    CANARY_CALLS(counter(
                    "canary_calls_total",
                    "calls",
                    "Calls of a canary client by each way, result ok or failed. Exported by canary clients only.")
            .by("way", "result")),
    CANARY_WORKFLOW(histogram("canary_workflow_seconds", "Duration of a canary client's workflow until its end.")
            .by("outcome")),
    EPOCH(gauge("epoch", "epoch", "The epoch last read; it grows by one with every change of traffic.")
            .by("policy")),
    LAST_SWITCH(gauge("last_switch_timestamp_seconds", "seconds since 1970", "When the present epoch was written.")
            .by("policy")),
    ACTIVE_REGION(flag("active_region", "1 for the region that the epoch record names as active.")
            .by("policy", "region")),
    DNS_STATE(flag(
                    "dns_record_state",
                    "1 for the present state of the weighted records: owned, adoptable, foreign, missing, unread.")
            .by("policy", "state")),
    DNS_STALE(flag("dns_record_stale", "1 while the records cannot be read and the last reading stays in use.")
            .by("policy")),
    ROUTES(gauge("routes", "routes", "Configured routes of this cluster by state.")
            .by("policy", "state")),
    NAMESPACES(gauge(
                    "namespaces",
                    "namespaces",
                    "Temporal's namespaces as the region's own cluster states them: active there, elsewhere, contested (another cluster"
                            + " states the same of itself), failing to move, excluded, local, not_everywhere. Absent if it was not read lately.")
            .by("policy", "region", "state")),
    DUAL_ACTIVE(counter(
                    "namespaces_dual_active_seconds_total",
                    "seconds",
                    "Time for which any namespace was active in two clusters, by their own words. Only on the leader.")
            .by("policy")),
    REPLICATION_LAG(gauge(
                    "replication_lag_seconds",
                    "seconds",
                    "Age of the oldest task that region `to` has not acknowledged, as the history of region `from` states it; 0 if there"
                            + " is none. Absent if it is not known. Only on the leader.")
            .by("policy", "from", "to")),
    TASK_QUEUE_POLLERS(gauge(
                    "task_queue_pollers",
                    "pollers",
                    "Pollers of a critical task queue that polled the own region's cluster in the last two minutes before it was"
                            + " asked. Absent if that is not known. Only on the leader.")
            .by("policy", "namespace", "task_queue", "type")),
    LONG_POLL(gauge(
                    "long_poll_seconds",
                    "seconds",
                    "How long the own region's cluster keeps a poll without a task, the longer of the last two that were measured; a"
                            + " worker that waits there gets its first task after a move so much later at most. Only on the leader.")
            .by("policy")),
    ROUTE_EFFECTIVE(flag(
                    "route_effective",
                    "1 if the route's object and all proxies that were asked have the written weights; 0 from the write until then."
                            + " Absent if this instance does not lead.")
            .by("policy", "route")),
    REGION_NOT_READY(flag(
                    "region_not_ready",
                    "1 while this reason stands against moving the traffic to the region, as home_region sees it; a region is ready if"
                            + " all are 0. Only at a leader, or where none is known.")
            .by("policy", "region", "reason")),
    LEADER(flag("leader", "1 while this instance may act for its region.")),
    HOLD(flag("hold", "1 while a hold of an operator or an alert stops all moves.")
            .by("policy")),
    INTENTS_UNREADABLE(flag(
                    "intents_unreadable",
                    "1 while what people and alerts asked for cannot be read: the last readable stays in force, or, where"
                            + " none is known, nothing moves.")
            .by("policy")),
    TAKEOVER(
            flag("takeover", "1 while this region has taken over from the region: /health/takeover/REGION answers 200.")
                    .by("policy", "region")),
    REQUEST(flag("request_pending", "1 while a requested move has not expired.").by("policy")),
    DECISIONS(counter(
                    "decisions_total",
                    "decisions",
                    "Decisions, one per tick; a rate of 0 means that the loop stands still.")
            .by("policy", "decision", "reason")),
    STAGE_DURATION(histogram(
                    "stage_duration_seconds",
                    "Stages of a move: detect, decide, write, insync, verify; takeover, from the begin of one without the record to what"
                            + " resolvers answer; route, from a route's write to its effect; workers, from a restart's"
                            + " patch to the end of its rollout; connections, from a"
                            + " move until no client is connected to the region that was left.")
            .by("policy", "stage")),
    STEPS(counter("steps_total", "steps", "Applied steps of plans, by layer and result.")
            .by("policy", "layer", "result")),
    INVARIANT_VIOLATIONS(counter(
                    "invariant_violations_total",
                    "violations",
                    "Plans that were not applied because they would have broken an invariant. Must stay 0.")
            .by("invariant")),
    STEP_FAILURES(counter(
                    "step_failures_total",
                    "failures",
                    "Steps of our own threads that ended with a defect; the next step went on. The log has the cause. Must stay 0.")
            .by("thread", "step")),
    READS(counter(
                    "reads_total",
                    "reads",
                    "Reads of route53, kubernetes, dns, envoy, temporal, namespaces, replication, pollers, handovers and"
                            + " long_poll.")
            .by("source", "result")),
    PAUSES(histogram(
            "pauses_seconds", "Times in which our own process did not run; results of that time count as starved.")),
    ALERTS_RECEIVED(counter(
                    "alerts_received_total",
                    "alerts",
                    "Received alerts, by result: stored, released, duplicate, ignored, stale, refused, unavailable, garbage.")
            .by("result")),
    INTENTS(counter("intents_total", "intents", "Actions requested over HTTP, by result.")
            .by("action", "result")),
    TOKENS_REFUSED(counter(
                    "tokens_refused_total",
                    "calls",
                    "Calls whose token was refused, by what it was for (operator, alerts) and the status: 401 none or a wrong"
                            + " one, 403 not this right, 503 could not be checked.")
            .by("scheme", "status")),
    CONNECTIONS_CLOSED(counter(
                    "http_connections_closed_total",
                    "connections",
                    "Connections to 8080 (api) and 9090 (management) that our limits ended: idle, slow_request, not_read, crowded,"
                            + " unread_bytes, pipelined, protocol, refused_body. Many, other than idle: an attack or a broken client.")
            .by("port", "why")),
    EVENT_STREAMS(gauge("event_streams", "streams", "Open server-sent event streams.")),
    OBSERVERS(gauge(
                    "observers",
                    "instances",
                    "Observers of this region whose votes the leader counts: heard or silent. 0 if this instance does not lead.")
            .by("policy", "state")),
    OBSERVER_OUTVOTED(gauge(
                    "observer_outvoted",
                    "1",
                    "1 while an observer disagrees with the quorum on a region: most likely a node with a bad network. Absent"
                            + " otherwise.")
            .by("policy", "region", "observer")),
    CONFIGURATION_SKEW(gauge(
                    "configuration_skew",
                    "names",
                    "Targets and policies that an instance tells of and the leader's own configuration does not name, so that they do"
                            + " not count: by observer of this region, or by other place (observer is empty). The leader's own name:"
                            + " targets that half of its observers do not look at. Absent if there are none.")
            .by("place", "observer")),
    FLEET_MEMBERS(gauge(
            "fleet_members",
            "instances",
            "Instances of this region that share the probe budget; 0 until the leader has reported them.")),
    OPINION_AGE(gauge(
                    "opinion_age_seconds",
                    "seconds",
                    "Age of the newest opinion of another place; since our start if there was none. Only on the leader.")
            .by("place")),
    OPINION_VERDICT(flag("opinion_verdict", "1 for the last opinion of another place on a region, whatever its age.")
            .by("policy", "place", "region", "verdict")),
    CONNECTIVITY_CHECKS(
            gauge("connectivity_checks", "checks", "Connectivity checks in the last round: reached or failed.")
                    .by("state")),
    EXCHANGE_STREAMS(gauge(
                    "exchange_streams",
                    "streams",
                    "Open streams between instances. Kind: leader and peer (ours to them), observers and watchers (theirs to us).")
            .by("kind")),
    EXCHANGE_MESSAGES(counter(
                    "exchange_messages_total",
                    "messages",
                    "Messages received on those streams: accepted, malformed (the stream was ended), outdated; kind connection: refused"
                            + " connections by reason: handshake, no_identity, other_place, other_instance, unknown_instance, same_voice, full, not_leader.")
            .by("kind", "result"));

    private final MetricSpec spec;

    Metrics(MetricSpec spec) {
        this.spec = spec;
    }

    @Override
    public MetricSpec spec() {
        return spec;
    }
}
