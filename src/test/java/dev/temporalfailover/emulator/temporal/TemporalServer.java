package dev.temporalfailover.emulator.temporal;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.temporal.internal.testservice.GRPCServerHelper;
import io.temporal.internal.testservice.TestServicesStarter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Main class of a child process: Temporal's own test server on one loopback port. Ends when its standard input does, so
 * it never outlives the process that started it.
 */
public final class TemporalServer {

    private TemporalServer() {}

    /** @param args the port */
    public static void main(String[] args) throws IOException {
        int port = Integer.parseInt(args[0]);
        // TestServer.createPortBoundServer would listen on every interface of the machine.
        TestServicesStarter services = new TestServicesStarter(true, 0);
        NettyServerBuilder builder =
                NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        GRPCServerHelper.registerServicesAndHealthChecks(services.getServices(), builder);
        Server server = builder.build().start();
        System.out.println("listening on " + server.getListenSockets());
        while (System.in.read() >= 0) {
            continue;
        }
        Runtime.getRuntime().halt(0);
    }
}
