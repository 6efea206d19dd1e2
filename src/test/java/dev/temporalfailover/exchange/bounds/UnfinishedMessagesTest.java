package dev.temporalfailover.exchange.bounds;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.temporalfailover.exchange.bounds.UnfinishedMessages.Call;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnfinishedMessagesTest {
    private static final long LARGE = 1L << 18;

    private final List<String> ended = new ArrayList<>();
    private int told;
    private final UnfinishedMessages messages = new UnfinishedMessages(Runnable::run, () -> told++);

    private Call call(String name) {
        Call call = (Call) messages.newServerStreamTracer("m", new Metadata());
        call.endsBy(status -> ended.add(name + " " + status.getCode()));
        return call;
    }

    private List<Call> full() {
        List<Call> all = new ArrayList<>();
        for (int i = 0; i < UnfinishedMessages.MOST / LARGE; i++) {
            Call one = call("large-" + i);
            one.inboundWireSize(LARGE);
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
        assertEquals(List.of("large-0 RESOURCE_EXHAUSTED"), ended);
        assertEquals(1, told);
    }

    @Test
    void aSmallMessageIsTakenWhateverTheOthersDo() {
        full();
        Call small = call("small");
        small.inboundWireSize(UnfinishedMessages.SMALL);
        assertEquals(List.of(), ended);
        small.inboundWireSize(1);
        assertEquals(List.of("small RESOURCE_EXHAUSTED"), ended);
    }

    @Test
    void whatIsCompleteOrOverIsForgotten() {
        List<Call> all = full();
        all.get(0).inboundMessageRead(0, LARGE, LARGE);
        all.get(1).streamClosed(Status.CANCELLED);
        assertEquals(UnfinishedMessages.MOST - 2 * LARGE, messages.bytes());
        all.get(0).inboundWireSize(LARGE);
        assertEquals(List.of(), ended);
        all.forEach(one -> one.streamClosed(Status.OK));
        assertEquals(0, messages.bytes());
    }
}
