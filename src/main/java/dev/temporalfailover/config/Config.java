package dev.temporalfailover.config;

import dev.temporalfailover.api.access.AccessSettings;
import dev.temporalfailover.config.settings.HostPort;
import dev.temporalfailover.coordination.LeadershipSettings;
import dev.temporalfailover.failover.situation.EvidencePolicy;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.failover.verdict.QuorumPolicy;
import dev.temporalfailover.failover.verdict.Service;
import dev.temporalfailover.failover.verdict.Thresholds;
import dev.temporalfailover.loop.LoopTimes;
import dev.temporalfailover.outside.Tls;
import dev.temporalfailover.probe.Endpoint;
import dev.temporalfailover.probe.pool.PoolSource;
import dev.temporalfailover.traffic.istio.RouteSettings;
import dev.temporalfailover.traffic.istio.proxy.MeshSettings;
import dev.temporalfailover.traffic.route53.Route53Settings;
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
 * @param policies at least one
 * @param leadership how the acting instance of a region is found; without a Lease for a witness
 * @param loop times of the loop
 * @param access who may act
 * @param pools where connection-pool figures of others are read
 * @param mesh who is asked whether a route is in effect
 * @param witness the witness's name, if this process is one: it says what it sees and moves nothing
 * @param coordination what instances tell each other; empty: each decides by its own probes alone
 */
public record Config(
        String region,
        String instance,
        List<Region> regions,
        List<Policy> policies,
        LeadershipSettings leadership,
        LoopTimes loop,
        AccessSettings access,
        List<PoolSource> pools,
        MeshSettings mesh,
        Optional<String> witness,
        Optional<Coordination> coordination) {

    public Config {
        regions = List.copyOf(regions);
        policies = List.copyOf(policies);
        pools = List.copyOf(pools);
    }

    /** Whether this process is a witness. */
    public boolean isWitness() {
        return witness.isPresent();
    }

    /** Where this instance speaks from: its region, or the witness's name. */
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
     * @param routes routes in this instance's own cluster; none for a witness
     */
    public record Policy(
            FailoverPolicy policy,
            Thresholds thresholds,
            Set<Service> required,
            Optional<Route53Settings> dns,
            List<RouteSettings> routes) {
        public Policy {
            required = Set.copyOf(required);
            routes = List.copyOf(routes);
        }
    }

    /**
     * What instances tell each other, over mTLS.
     *
     * @param listen the server socket
     * @param address under which instances of the same region reach this one; never null with leadership LEASE, else null
     *     if none is known
     * @param peers other regions, without the own one
     * @param witnesses without the one that this process is
     * @param connectivity the third vote where there is no witness
     * @param required how much evidence is needed; each policy's {@link FailoverPolicy#evidence()} says of whom
     * @param fresh what a place said longer ago is silence
     * @param heartbeat the longest an instance is silent towards another; below half of each time that makes it silent
     * @param probeBudget probes a second that one address may get from all places together
     * @param slowInterval between the probes of instances that are above the budget
     */
    public record Coordination(
            HostPort listen,
            HostPort address,
            Tls tls,
            List<Peer> peers,
            List<Peer> witnesses,
            Connectivity connectivity,
            EvidencePolicy.Required required,
            Duration fresh,
            Observers observers,
            Duration heartbeat,
            int probeBudget,
            Duration slowInterval) {
        public Coordination {
            peers = List.copyOf(peers);
            witnesses = List.copyOf(witnesses);
        }

        /** The same for one instance. */
        Coordination of(HostPort itsAddress, List<Peer> itsPeers, List<Peer> itsWitnesses) {
            return new Coordination(
                    listen,
                    itsAddress,
                    tls,
                    itsPeers,
                    itsWitnesses,
                    connectivity,
                    required,
                    fresh,
                    observers,
                    heartbeat,
                    probeBudget,
                    slowInterval);
        }

        /**
         * @param place a region's name, or a witness's
         * @param endpoints at least one, each of which leads to some instance of the place
         */
        public record Peer(String place, List<HostPort> endpoints) {
            public Peer {
                endpoints = List.copyOf(endpoints);
            }
        }

        /** @param addresses in no region; none: there is no such vote */
        public record Connectivity(List<HostPort> addresses, Duration interval, Duration timeout) {
            public Connectivity {
                addresses = List.copyOf(addresses);
            }
        }

        /** @param forgetAfter an observer that said nothing for longer is no longer known */
        public record Observers(QuorumPolicy quorum, Duration forgetAfter) {}
    }
}
