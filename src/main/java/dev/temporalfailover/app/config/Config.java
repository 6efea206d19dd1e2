package dev.temporalfailover.app.config;

import dev.temporalfailover.failover.FailoverPolicy;
import dev.temporalfailover.failover.Service;
import dev.temporalfailover.failover.Thresholds;
import dev.temporalfailover.probe.Endpoint;
import dev.temporalfailover.traffic.istio.RouteSettings;
import dev.temporalfailover.traffic.route53.Route53Settings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * The whole configuration, loaded and valid.
 *
 * @param region where this instance runs
 * @param instance its name in Leases, epoch records and audit lines; the pod's name by default
 * @param regions all regions, each with its endpoints
 * @param policies at least one
 * @param leadership how the acting instance of a region is found
 * @param loop times of the loop
 * @param access who may act
 * @param pools where connection-pool figures of others are read
 */
public record Config(
        String region,
        String instance,
        List<Region> regions,
        List<Policy> policies,
        Leadership leadership,
        Loop loop,
        Access access,
        List<PoolSource> pools) {

    public Config {
        regions = List.copyOf(regions);
        policies = List.copyOf(policies);
        pools = List.copyOf(pools);
    }

    /** @param role {@code primary} or {@code secondary}, for people */
    public record Region(String name, String role, List<Endpoint> endpoints) {
        public Region {
            endpoints = List.copyOf(endpoints);
        }
    }

    /**
     * @param required services without which a region is DOWN
     * @param dns null if the policy moves no DNS; then nothing is fenced and the policy only watches and follows
     * @param routes routes in this instance's own cluster
     */
    public record Policy(
            FailoverPolicy policy,
            Thresholds thresholds,
            Set<Service> required,
            Route53Settings dns,
            List<RouteSettings> routes) {
        public Policy {
            required = Set.copyOf(required);
            routes = List.copyOf(routes);
        }
    }

    /**
     * @param mode SOLE: this instance is the only one of its region; LEASE: a Kubernetes Lease elects one
     * @param namespace of the Lease and of the intents' ConfigMap
     * @param name of both
     */
    public record Leadership(
            Mode mode,
            String namespace,
            String name,
            Duration leaseDuration,
            Duration renewDeadline,
            Duration retryPeriod) {
        /** How the acting instance is found. */
        public enum Mode {
            SOLE,
            LEASE
        }
    }

    /**
     * @param tick the longest time between two looks; a changed verdict or intent wakes the loop at once
     * @param readInterval between reads of records and routes, jittered
     * @param insyncTimeout how long a change may be PENDING before an alarm
     * @param pauseLimit the process not having run for longer than this makes what it saw meanwhile STARVED
     */
    public record Loop(Duration tick, Duration readInterval, Duration insyncTimeout, Duration pauseLimit) {}

    /**
     * @param alertsTokenFile bearer token of Alertmanager, re-read on rotation; null: alerts are refused
     * @param operatorTokenFile bearer token of people; null: actions are refused
     */
    public record Access(Path alertsTokenFile, Path operatorTokenFile) {}

    /**
     * @param region whose pool it is
     * @param source {@code envoy} or {@code temporal}
     * @param url a Prometheus text page, for example {@code http://127.0.0.1:15090/stats/prometheus}
     * @param cluster the Envoy cluster to read; null for Temporal's own pages
     */
    public record PoolSource(String region, String source, URI url, String cluster, Duration interval) {}
}
