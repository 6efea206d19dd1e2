package dev.temporalfailover.faults;

import dev.temporalfailover.emulator.kubernetes.LoopbackFront;
import dev.temporalfailover.emulator.temporal.FakeTemporal;
import io.grpc.Status;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;

/** One region's Temporal frontend: answers as it is told to, vanishes, returns, or falls silent, always on the same port. */
final class StandIn implements AutoCloseable {
    private final FakeTemporal server;
    private final LoopbackFront front;

    /** @param tls null for plaintext */
    StandIn(SslContext tls) throws IOException {
        server = new FakeTemporal(0, tls);
        front = LoopbackFront.of(server.port());
    }

    int port() {
        return front.port();
    }

    /** The process is killed: connections end, new ones are refused. */
    void die() {
        front.cut();
    }

    /** Connections are accepted and kept open, the old ones too, and no byte comes back. */
    void hang() {
        front.hang(true);
    }

    /** Every call is answered so. */
    void answer(FakeTemporal.Script script, Status namespace) {
        server.script.set(script);
        server.namespace.set(namespace);
    }

    /** New connections reach another server; {@link #well} brings this one back. */
    void leadTo(int port) {
        front.to(port);
    }

    /** Answers as it should. */
    void well() {
        answer(FakeTemporal.OK, Status.OK);
        front.to(server.port());
        front.hang(false);
        front.restore();
    }

    @Override
    public void close() {
        front.close();
        server.close();
    }
}
