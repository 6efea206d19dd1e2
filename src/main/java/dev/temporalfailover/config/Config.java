package dev.temporalfailover.config;

import dev.temporalfailover.api.access.AccessSettings;
import dev.temporalfailover.coordination.LeadershipSettings;
import dev.temporalfailover.coordination.connectivity.ConnectivitySettings;
import dev.temporalfailover.exchange.ExchangeSettings;
import dev.temporalfailover.failover.pace.ProbeBudget;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.verdict.QuorumPolicy;
import dev.temporalfailover.failover.verdict.Service;
import dev.temporalfailover.failover.verdict.Thresholds;
import dev.temporalfailover.loop.LoopTimes;
import dev.temporalfailover.probe.Endpoint;
import dev.temporalfailover.probe.ProbeSettings;
import dev.temporalfailover.probe.canary.CanarySettings;
import dev.temporalfailover.probe.pool.PoolSource;
import dev.temporalfailover.traffic.canary.CanaryPageSettings;
import dev.temporalfailover.traffic.istio.RouteSettings;
import dev.temporalfailover.traffic.istio.proxy.MeshSettings;
import dev.temporalfailover.traffic.route53.Route53Settings;
import dev.temporalfailover.traffic.temporal.NamespaceSettings;
import dev.temporalfailover.traffic.workers.WorkerDeployment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The whole configuration, loaded and valid.
 *
 * @param region where this instance runs; for a witness its own name, which is no region's
 * @param instance its name in Leases, epoch records and audit lines; the pod's name by default
 * @param regions all regions, each with its endpoints
 * @param policies at least one, but none for a canary client
 * @param leadership how the acting instance of a region is found; without a Lease for a witness
 * @param loop times of the loop
 * @param probing what is common to all endpoints
 * @param access which callers may act
 * @param pools where connection-pool figures of others are read
 * @param mesh the proxies that are asked whether a route is effective
 * @param canaries the canary clients that are asked whether a change is effective
 * @param canary what this process calls, if it is a canary client: it then does nothing else
 * @param witness the witness's name, if this process is one: it reports its verdicts and moves nothing
 * @param coordination the exchange between instances; empty: each decides by its own probes alone
 */
public record Config(
        String region,
        String instance,
        List<Region> regions,
        List<Policy> policies,
        LeadershipSettings leadership,
        LoopTimes loop,
        ProbeSettings probing,
        AccessSettings access,
        List<PoolSource> pools,
        MeshSettings mesh,
        CanaryPageSettings canaries,
        Optional<CanarySettings> canary,
        Optional<String> witness,
        Optional<CoordinationSettings> coordination) {

    public Config {
        regions = List.copyOf(regions);
        policies = List.copyOf(policies);
        pools = List.copyOf(pools);
    }

    /** Whether this process is a witness. */
    public boolean isWitness() {
        return witness.isPresent();
    }

    /** The place of this instance: its region, or the witness's name. */
    public String place() {
        return witness.orElse(region);
    }

    /** @param role {@code primary} or {@code secondary}, for people */
    public record Region(String name, String role, List<Endpoint> endpoints) {
        public Region {
            endpoints = List.copyOf(endpoints);
        }
    }

    /**
     * @param required services without which a region is DOWN
     * @param policy with the other places that it asks, seen from here
     * @param dns empty if the policy moves no DNS; then nothing is fenced and the policy only watches and follows. Always
     *     empty for a witness
     * @param namespaces empty if the policy neither reads nor moves Temporal's namespaces; always empty for a witness
     * @param routes routes in this instance's own cluster; none for a witness
     * @param workers Deployments in this instance's own cluster that are restarted when it gains namespaces; none for a witness
     */
    public record Policy(
            FailoverPolicy policy,
            Thresholds thresholds,
            Set<Service> required,
            Optional<Route53Settings> dns,
            Optional<NamespaceSettings> namespaces,
            List<RouteSettings> routes,
            List<WorkerDeployment> workers) {
        public Policy {
            required = Set.copyOf(required);
            routes = List.copyOf(routes);
            workers = List.copyOf(workers);
        }
    }

    /**
     * The exchange between instances, over mTLS.
     *
     * @param exchange with the other places, without the own one
     * @param address {@code host:port} under which instances of the same region reach this one; there with a Lease
     * @param connectivity the third vote where there is no witness
     * @param quorum of the observers of a region
     * @param forgetAfter an observer without a report for longer than this is forgotten
     * @param budget this place's share of the probes that one address may get
     */
    public record CoordinationSettings(
            ExchangeSettings exchange,
            Optional<String> address,
            Optional<ConnectivitySettings> connectivity,
            QuorumPolicy quorum,
            Duration forgetAfter,
            Optional<Integer> instances,
            ProbeBudget budget) {}
}
