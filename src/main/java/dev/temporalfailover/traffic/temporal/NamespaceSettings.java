package dev.temporalfailover.traffic.temporal;

import dev.temporalfailover.failover.status.QueuePollers.CriticalQueue;
import dev.temporalfailover.outside.Tls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The namespaces of one policy, seen from one region.
 *
 * @param self this instance's region, whose cluster alone is told anything
 * @param frontends one for each region of the policy, the own one included
 * @param chosen which namespaces belong to the policy
 * @param interval between two lists of a region's namespaces
 * @param moves false if they are only watched
 * @param updateToken of the calls that move and verify, where it is not the one of the own frontend
 * @param critical task queues whose pollers in the own region are counted
 * @param longPoll the namespace in which it is measured how long a poll without a task lasts; empty: it is not
 * @param history the own region's history hosts, which know how far others are behind; empty: nobody is asked
 */
public record NamespaceSettings(
        String self,
        List<RegionFrontend> frontends,
        NamespacePatterns chosen,
        Duration interval,
        boolean moves,
        Optional<Path> updateToken,
        List<CriticalQueue> critical,
        Optional<String> longPoll,
        Optional<HistoryHosts> history) {

    public NamespaceSettings {
        frontends = List.copyOf(frontends);
        critical = List.copyOf(critical);
    }

    /**
     * Where the own region's history is asked, which is between the hosts of one cluster and no public API.
     *
     * @param host a name with one address for each host
     * @param tls empty for plaintext
     * @param tokenFile sent as {@code authorization: Bearer}
     */
    public record HistoryHosts(String host, int port, Optional<Tls> tls, Optional<Path> tokenFile) {
        /** One of them; its certificate is the name's. */
        RegionFrontend at(String region, String address) {
            Optional<Tls> named = tls.map(t ->
                    new Tls(t.ca(), t.certificate(), t.key(), t.serverName().or(() -> Optional.of(host))));
            return new RegionFrontend(region, "", address, port, named, tokenFile);
        }
    }

    /**
     * Where one region's cluster is asked.
     *
     * @param cluster the cluster's name in Temporal's configuration
     * @param tls empty for plaintext
     * @param tokenFile sent as {@code authorization: Bearer}
     */
    public record RegionFrontend(
            String region, String cluster, String host, int port, Optional<Tls> tls, Optional<Path> tokenFile) {}

    /** The region of a cluster; empty if it is of none. */
    Optional<String> region(String cluster) {
        return frontends.stream()
                .filter(one -> one.cluster().equals(cluster))
                .map(RegionFrontend::region)
                .findFirst();
    }

    /** The frontend of a region of the policy. */
    RegionFrontend frontend(String region) {
        return frontends.stream()
                .filter(one -> one.region().equals(region))
                .findFirst()
                .orElseThrow();
    }
}
