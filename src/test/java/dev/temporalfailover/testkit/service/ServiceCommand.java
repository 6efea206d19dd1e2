package dev.temporalfailover.testkit.service;

import dev.temporalfailover.testkit.Ports;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a packaged instance is started: options of its JVM and its environment, the same in every program. It never looks for
 * clusters and accounts of this machine's owner.
 */
public final class ServiceCommand {
    private final List<String> options = new ArrayList<>();
    private final Map<String, String> environment = new TreeMap<>();

    /**
     * @param bind address of all its ports but the exchange's
     * @param api port of API and status page
     * @param management port of metrics and the kubelet's probes
     * @param grpc port of Quarkus' own server, which nobody calls
     * @param config its configuration file
     * @param name its own, as in Leases and epoch records
     */
    public ServiceCommand(String bind, int api, int management, int grpc, Path config, String name) {
        options.addAll(List.of(
                "-Dquarkus.http.host=" + bind,
                "-Dquarkus.http.port=" + api,
                "-Dquarkus.management.host=" + bind,
                "-Dquarkus.management.port=" + management,
                "-Dquarkus.grpc.server.host=" + bind,
                "-Dquarkus.grpc.server.port=" + grpc,
                "-Dkubernetes.auth.tryKubeConfig=false"));
        environment.put("TEMPORAL_FAILOVER_CONFIG", config.toString());
        environment.put("TEMPORAL_FAILOVER_INSTANCE", name);
        environment.put("AWS_EC2_METADATA_DISABLED", "true");
    }

    /** On the loopback, with a free port for Quarkus' own server. */
    public static ServiceCommand loopback(int api, int management, Path config, String name) throws IOException {
        return new ServiceCommand("127.0.0.1", api, management, Ports.free(), config, name);
    }

    /** The flags of the DaemonSet, and logs as text. */
    public ServiceCommand shipped() {
        options.addAll(ShippedFlags.ofJvm());
        return with("-Dquarkus.log.console.json.enabled=false");
    }

    /** More options of the JVM. */
    public ServiceCommand with(String... more) {
        options.addAll(List.of(more));
        return this;
    }

    /** Asks this Kubernetes API, without any account. */
    public ServiceCommand cluster(String api) {
        return with("-Dkubernetes.master=" + api, "-Dkubernetes.auth.tryServiceAccount=false");
    }

    /** In no cluster, as a witness: whatever it asks is refused. */
    public ServiceCommand noCluster() {
        return cluster("http://127.0.0.1:1");
    }

    /** Knows its cluster the way a pod does, but for the path of both files. */
    public ServiceCommand pod(URI api, Path token, Path authority) {
        environment.put("KUBERNETES_SERVICE_HOST", api.getHost());
        environment.put("KUBERNETES_SERVICE_PORT", String.valueOf(api.getPort()));
        return with("-Dkubernetes.auth.serviceAccount.token=" + token, "-Dkubernetes.certs.ca.file=" + authority);
    }

    public List<String> options() {
        return List.copyOf(options);
    }

    public Map<String, String> environment() {
        return Map.copyOf(environment);
    }
}
