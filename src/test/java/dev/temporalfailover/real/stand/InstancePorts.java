package dev.temporalfailover.real.stand;

import dev.temporalfailover.testkit.Ports;
import java.io.IOException;

/**
 * Where an instance listens on its host.
 *
 * @param api and status page
 * @param management metrics and the kubelet's probes
 * @param grpc of Quarkus' own server, which nobody calls
 * @param exchange with other instances; the configuration says it, the instance is not told here
 */
public record InstancePorts(int api, int management, int grpc, int exchange) {

    /** For an instance on the loopback that others use too. */
    public static InstancePorts free() throws IOException {
        return new InstancePorts(Ports.free(), Ports.free(), Ports.free(), Ports.free());
    }

    /** For the only instance of a host. */
    public static InstancePorts usual() {
        return new InstancePorts(8080, 9090, 9000, 7443);
    }
}
