package dev.temporalfailover.faults;

import dev.temporalfailover.emulator.kubernetes.LoopbackFront;
import dev.temporalfailover.emulator.temporal.FakeTemporal;
import io.grpc.Status;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;

/** One region's Temporal frontend: answers as it is told to, vanishes, returns, or falls silent, always on the same port. */
public final class StandIn implements AutoCloseable {
    private final FakeTemporal server;
    private final LoopbackFront front;

    /** @param tls null for plaintext */
    public StandIn(SslContext tls) throws IOException {
        server = new FakeTemporal(0, tls);
        front = LoopbackFront.of(server.port());
    }

    public int port() {
        return front.port();
    }

    /** The process is killed: connections end, new ones are refused. */
    public void die() {
        front.cut();
    }

    /** Connections are accepted and kept open, the old ones too, and no byte comes back. */
    public void hang() {
        front.hang(true);
    }

    /** Every call is answered so. */
    public void answer(FakeTemporal.Script script, Status namespace) {
        server.script.set(script);
        server.namespace.set(namespace);
    }

    /** Connections end, new ones reach another server; {@link #well} brings this one back. */
    public void leadTo(int port) {
        front.cut();
        front.to(port);
        front.restore();
    }

    /** Answers as it should. */
    public void well() {
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
