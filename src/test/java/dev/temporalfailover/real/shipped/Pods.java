package dev.temporalfailover.real.shipped;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.temporalfailover.real.ground.Ground;
import dev.temporalfailover.real.ground.Host;
import dev.temporalfailover.real.stand.Cluster;
import dev.temporalfailover.real.stand.Network;
import dev.temporalfailover.real.stand.Place;
import dev.temporalfailover.testkit.Java;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Pods with a network of their own: Temporal, and those of the DaemonSet with the object that its kubelet would keep. */
final class Pods {
    private final Ground ground;
    private final Network network;
    private final Map<Place, List<Host>> hosts = new HashMap<>();
    private final Map<Place, Host> temporal = new HashMap<>();

    Pods(Ground ground, Network network) {
        this.ground = ground;
        this.network = network;
    }

    /** Makes the region's networks. */
    void make(Place region) throws IOException, InterruptedException {
        List<Host> all = new ArrayList<>();
        for (int i = 0; i < region.instances(); i++) {
            all.add(network.pod(region.host(), Addresses.FIRST_POD + i));
        }
        hosts.put(region, all);
        temporal.put(region, network.pod(region.host(), Addresses.TEMPORAL_POD));
    }

    /** Where the region's Temporal runs. */
    Host temporal(Place region) {
        return temporal.get(region);
    }

    /** Where an instance runs. */
    Host host(Place region, int instance) {
        return hosts.get(region).get(instance);
    }

    /** Creates the pods of the DaemonSet, which has no controller here: by its template, with names and addresses. */
    void register(Place region, Cluster cluster, JsonNode daemonSet) throws IOException, InterruptedException {
        String namespace = daemonSet.at("/metadata/namespace").asText();
        String owner = cluster.admin()
                .apps()
                .daemonSets()
                .inNamespace(namespace)
                .withName(Rendered.name(daemonSet))
                .get()
                .getMetadata()
                .getUid();
        for (int i = 0; i < region.instances(); i++) {
            String name = region.instance(i);
            String address = host(region, i).address();
            ObjectNode pod = daemonSet.at("/spec/template").deepCopy();
            pod.put("apiVersion", "v1").put("kind", "Pod");
            ObjectNode metadata = pod.withObject("/metadata");
            metadata.put("name", name).put("namespace", namespace);
            metadata.putArray("ownerReferences")
                    .addObject()
                    .put("apiVersion", "apps/v1")
                    .put("kind", "DaemonSet")
                    .put("name", Rendered.name(daemonSet))
                    .put("uid", owner)
                    .put("controller", true);
            cluster.apply(Files.writeString(
                    ground.directory().resolve("pod-" + name + ".yaml"), Rendered.YAML.writeValueAsString(pod)));
            cluster.admin().pods().inNamespace(namespace).withName(name).editStatus(one -> {
                PodStatus status = new PodStatus();
                status.setPhase("Running");
                status.setPodIP(address);
                status.setPodIPs(List.of(new PodIP(address)));
                one.setStatus(status);
                return one;
            });
        }
    }

    /** Starts a class of the tests on a host; it ends with the stand. */
    void java(Host host, Class<?> main, Path log, String... arguments) throws IOException {
        List<String> command = Java.command(List.of("-Xmx32m", "-XX:-UsePerfData"), main.getName(), arguments);
        ground.children().start(host.inside(command), Map.of(), log);
    }
}
