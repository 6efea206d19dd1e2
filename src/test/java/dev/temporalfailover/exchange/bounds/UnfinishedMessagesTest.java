package dev.temporalfailover.exchange.bounds;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.temporalfailover.exchange.bounds.UnfinishedMessages.Call;
import io.grpc.Metadata;
import io.grpc.Status;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnfinishedMessagesTest {
    private static final long LARGE = 1L << 18;

    private final List<SocketAddress> ended = new ArrayList<>();
    private final UnfinishedMessages messages = new UnfinishedMessages(ended::add);

    private static SocketAddress address(int port) {
        return InetSocketAddress.createUnresolved("one", port);
    }

    private Call call(int port) {
        Call call = (Call) messages.newServerStreamTracer("m", new Metadata());
        call.from(address(port));
        return call;
    }

    /** Counts so many bytes. */
    private static void part(Call call, long bytes) {
        call.inboundWireSize(bytes - UnfinishedMessages.OF_A_PART);
    }

    private List<Call> full() {
        List<Call> all = new ArrayList<>();
        for (int i = 0; i < UnfinishedMessages.MOST / LARGE; i++) {
            Call one = call(i);
            part(one, LARGE);
            all.add(one);
        }
        return all;
    }

    @Test
    void whoeverSendsMoreOfALargeOneBeyondTheBoundIsEndedOnce() {
        Call last = full().get(0);
        assertEquals(List.of(), ended);
        last.inboundWireSize(1);
        last.inboundWireSize(1);
        assertEquals(List.of(address(0)), ended);
    }

    @Test
    void aSmallMessageIsTakenWhateverTheOthersDo() {
        full();
        Call small = call(77);
        part(small, UnfinishedMessages.SMALL);
        assertEquals(List.of(), ended);
        small.inboundWireSize(1);
        assertEquals(List.of(address(77)), ended);
    }

    @Test
    void whatIsCompleteOrOverIsForgotten() {
        List<Call> all = full();
        all.get(0).inboundMessageRead(0, LARGE, LARGE);
        all.get(1).streamClosed(Status.CANCELLED);
        assertEquals(UnfinishedMessages.MOST - 2 * LARGE, messages.bytes());
        part(all.get(0), LARGE);
        assertEquals(List.of(), ended);
        all.forEach(one -> one.streamClosed(Status.OK));
        assertEquals(0, messages.bytes());
    }

    @Test
    void partsOfOneByteAreNotFree() {
        Call trickling = call(1);
        for (int part = 0; part < 10_000; part++) {
            trickling.inboundWireSize(1);
        }
        assertEquals(List.of(address(1)), ended);
    }

    /** Where a server begins calls on another thread than the one that reads. */
    @Test
    void whoHasTooMuchBeforeItIsKnownWhoItIsIsEndedThen() {
        full();
        Call early = (Call) messages.newServerStreamTracer("m", new Metadata());
        part(early, LARGE);
        assertEquals(List.of(), ended);
        early.from(address(5));
        assertEquals(List.of(address(5)), ended);
        Call gone = (Call) messages.newServerStreamTracer("m", new Metadata());
        gone.streamClosed(Status.CANCELLED);
        gone.from(address(6));
        assertEquals(List.of(address(5)), ended);
    }
}
