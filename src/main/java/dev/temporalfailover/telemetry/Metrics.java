package dev.temporalfailover.telemetry;

import java.util.List;

/**
 * Every metric that the service exports under its own name, declared here and nowhere else. {@code docs/metrics.md} is
 * generated from this list; dashboards and alerts may use no other name. Base units. A target's address is never a label.
 */
public enum Metrics {
    PROBE_DURATION(
            "probe_duration_seconds",
            MetricType.HISTOGRAM,
            "seconds",
            "Time from the start of a probe to its end, whatever the result.",
            "region",
            "service",
            "path",
            "check"),
    PROBE_PHASE_DURATION(
            "probe_phase_duration_seconds",
            MetricType.HISTOGRAM,
            "seconds",
            "Parts of a cold connect: dns, tcp, tls.",
            "region",
            "service",
            "path",
            "phase"),
    PROBES(
            "probes_total",
            MetricType.COUNTER,
            "probes",
            "Ended probes, by result; other than ok, the result is the kind of failure. late: a deadline or unreachable"
                    + " that was answered later, so this probe counts twice.",
            "region",
            "service",
            "path",
            "check",
            "tier",
            "result"),
    REGION_VERDICT(
            "region_verdict",
            MetricType.GAUGE,
            "0 or 1",
            "1 for the verdict that a region has now, 0 for the three others.",
            "policy",
            "region",
            "verdict"),
    CONNECTIONS(
            "connections",
            MetricType.GAUGE,
            "connections",
            "Our own gRPC channels by connectivity state.",
            "region",
            "path",
            "state"),
    CONNECTS(
            "connects_total",
            MetricType.COUNTER,
            "connects",
            "TCP connections of our own gRPC channels: ok or failed.",
            "region",
            "path",
            "result"),
    PROBES_SKIPPED(
            "probes_skipped_total",
            MetricType.COUNTER,
            "probes",
            "Probes that were skipped because the previous one had not ended.",
            "region",
            "service",
            "path",
            "check"),
    POOL_ACTIVE(
            "connection_pool_active",
            MetricType.GAUGE,
            "connections",
            "Connections in use. Source: grpc (ours), envoy, temporal.",
            "region",
            "source",
            "pool"),
    POOL_MAX(
            "connection_pool_max",
            MetricType.GAUGE,
            "connections",
            "The pool's limit; NaN if there is none or it is unknown.",
            "region",
            "source",
            "pool"),
    POOL_UTILIZATION(
            "connection_pool_utilization",
            MetricType.GAUGE,
            "ratio",
            "Active / max, 0 to 1; NaN without a limit.",
            "region",
            "source",
            "pool"),
    POOL_OVERFLOWS(
            "connection_pool_overflows",
            MetricType.GAUGE,
            "events",
            "The source's own counter of connections refused because the pool was full; it restarts with the source.",
            "region",
            "source",
            "pool"),
    TRAFFIC_WEIGHT(
            "traffic_weight",
            MetricType.GAUGE,
            "weight",
            "Weights of the regions. Layer: dns, route. View: wanted, api (as stored), resolver (share as clients resolve), proxy"
                    + " (mean share of the proxies that were asked).",
            "policy",
            "region",
            "layer",
            "view"),
    EPOCH(
            "epoch",
            MetricType.GAUGE,
            "epoch",
            "The epoch last read; it grows by one with every change of traffic.",
            "policy"),
    LAST_SWITCH(
            "last_switch_timestamp_seconds",
            MetricType.GAUGE,
            "seconds since 1970",
            "When the present epoch was written.",
            "policy"),
    ACTIVE_REGION(
            "active_region",
            MetricType.GAUGE,
            "0 or 1",
            "1 for the region that the epoch record names as active.",
            "policy",
            "region"),
    DNS_STATE(
            "dns_record_state",
            MetricType.GAUGE,
            "0 or 1",
            "1 for the present state of the weighted records: owned, adoptable, foreign, missing, unread.",
            "policy",
            "state"),
    DNS_STALE(
            "dns_record_stale",
            MetricType.GAUGE,
            "0 or 1",
            "1 while the records cannot be read and the last reading stays in use.",
            "policy"),
    ROUTES("routes", MetricType.GAUGE, "routes", "Configured routes of this cluster by state.", "policy", "state"),
    ROUTE_EFFECTIVE(
            "route_effective",
            MetricType.GAUGE,
            "0 or 1",
            "1 if the route's object and all proxies that were asked have the written weights; 0 from the write until then."
                    + " Absent if this instance does not lead.",
            "policy",
            "route"),
    LEADER("leader", MetricType.GAUGE, "0 or 1", "1 while this instance may act for its region."),
    HOLD("hold", MetricType.GAUGE, "0 or 1", "1 while a hold of an operator or an alert stops all moves.", "policy"),
    TAKEOVER(
            "takeover",
            MetricType.GAUGE,
            "0 or 1",
            "1 while this region has taken over from the region: /health/takeover/REGION answers 200.",
            "policy",
            "region"),
    REQUEST("request_pending", MetricType.GAUGE, "0 or 1", "1 while a requested move has not expired.", "policy"),
    DECISIONS(
            "decisions_total",
            MetricType.COUNTER,
            "decisions",
            "Decisions, one per tick; a rate of 0 means that the loop stands still.",
            "policy",
            "decision",
            "reason"),
    STAGE_DURATION(
            "stage_duration_seconds",
            MetricType.HISTOGRAM,
            "seconds",
            "Stages of a move: detect, decide, write, insync, verify; takeover, from the begin of one without the record to what"
                    + " resolvers answer; route, from a route's write to its effect.",
            "policy",
            "stage"),
    STEPS(
            "steps_total",
            MetricType.COUNTER,
            "steps",
            "Applied steps of plans, by layer (takeover, dns, route) and result.",
            "policy",
            "layer",
            "result"),
    INVARIANT_VIOLATIONS(
            "invariant_violations_total",
            MetricType.COUNTER,
            "violations",
            "Plans that were not applied because they would have broken an invariant. Must stay 0.",
            "invariant"),
    READS(
            "reads_total",
            MetricType.COUNTER,
            "reads",
            "Reads of route53, kubernetes, dns, envoy and temporal; result ok or failed.",
            "source",
            "result"),
    PAUSES(
            "pauses_seconds",
            MetricType.HISTOGRAM,
            "seconds",
            "Times in which our own process did not run; results of that time count as starved."),
    ALERTS_RECEIVED(
            "alerts_received_total",
            MetricType.COUNTER,
            "alerts",
            "Received alerts, by result: stored, released, duplicate, ignored, stale, refused, unavailable, garbage.",
            "result"),
    INTENTS(
            "intents_total",
            MetricType.COUNTER,
            "intents",
            "Actions requested over HTTP, by result.",
            "action",
            "result"),
    EVENT_STREAMS("event_streams", MetricType.GAUGE, "streams", "Open server-sent event streams."),
    OBSERVERS(
            "observers",
            MetricType.GAUGE,
            "instances",
            "Observers of this region whose votes the leader counts: heard or silent. 0 if this instance does not lead.",
            "policy",
            "state"),
    OBSERVER_OUTVOTED(
            "observer_outvoted",
            MetricType.GAUGE,
            "1",
            "1 while an observer disagrees with the quorum on a region: most likely a node with a bad network. Absent"
                    + " otherwise.",
            "policy",
            "region",
            "observer"),
    FLEET_MEMBERS(
            "fleet_members",
            MetricType.GAUGE,
            "instances",
            "Instances of this region that share the probe budget; 0 until the leader has reported them."),
    OPINION_AGE(
            "opinion_age_seconds",
            MetricType.GAUGE,
            "seconds",
            "Age of the newest opinion of another place; since our start if there was none. Only on the leader.",
            "place"),
    OPINION_VERDICT(
            "opinion_verdict",
            MetricType.GAUGE,
            "0 or 1",
            "1 for the last opinion of another place on a region, whatever its age.",
            "policy",
            "place",
            "region",
            "verdict"),
    CONNECTIVITY_CHECKS(
            "connectivity_checks",
            MetricType.GAUGE,
            "checks",
            "Connectivity checks in the last round: reached or failed.",
            "state"),
    EXCHANGE_STREAMS(
            "exchange_streams",
            MetricType.GAUGE,
            "streams",
            "Open streams between instances. Kind: leader and peer (ours to them), observers and watchers (theirs to us).",
            "kind"),
    EXCHANGE_MESSAGES(
            "exchange_messages_total",
            MetricType.COUNTER,
            "messages",
            "Messages received on those streams: accepted, malformed (the stream was ended), outdated; kind connection: refused"
                    + " connections by reason: handshake, full, not_leader.",
            "kind",
            "result");

    /** Before every name. */
    public static final String PREFIX = "temporal_failover_";

    /** How it is exported; a histogram also has {@code _bucket}, {@code _count}, {@code _sum} and {@code _max}. */
    public enum MetricType {
        COUNTER,
        GAUGE,
        HISTOGRAM
    }

    private final String suffix;
    private final MetricType type;
    private final String unit;
    private final String help;
    private final List<String> labels;

    Metrics(String suffix, MetricType type, String unit, String help, String... labels) {
        this.suffix = suffix;
        this.type = type;
        this.unit = unit;
        this.help = help;
        this.labels = List.of(labels);
    }

    /** The full name as scraped. */
    public String exported() {
        return PREFIX + suffix;
    }

    /** How it is exported. */
    public MetricType type() {
        return type;
    }

    /** The unit, for people. */
    public String unit() {
        return unit;
    }

    /** What it means, one line. */
    public String help() {
        return help;
    }

    /** Label names in the order of values. */
    public List<String> labels() {
        return labels;
    }
}
