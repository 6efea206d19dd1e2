package dev.temporalfailover.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.api.access.Refusal;
import dev.temporalfailover.failover.status.PolicyStatus;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EventStreamTest {
    private final FakeOperations operations = new FakeOperations();
    private final AtomicInteger open = new AtomicInteger();
    private final EventStream stream = new EventStream(operations, Runnable::run, open::set);

    @Test
    void aNewClientGetsAllPoliciesAndThenWhatChanges() {
        AssertSubscriber<PolicyStatus> client = stream.open().subscribe().withSubscriber(AssertSubscriber.create(10));
        assertEquals(1, client.getItems().size());
        operations.publish(Sample.steady());
        assertEquals(2, client.getItems().size());
        assertEquals(1, open.get());
    }

    @Test
    void aClientThatLeavesIsForgotten() {
        AssertSubscriber<PolicyStatus> client = stream.open().subscribe().withSubscriber(AssertSubscriber.create(10));
        client.cancel();
        assertEquals(List.of(), operations.listeners);
        assertEquals(0, open.get());
    }

    @Test
    void aClientThatDoesNotKeepUpIsDroppedAndOthersAreNot() {
        AssertSubscriber<PolicyStatus> slow = stream.open().subscribe().withSubscriber(AssertSubscriber.create(1));
        AssertSubscriber<PolicyStatus> fast =
                stream.open().subscribe().withSubscriber(AssertSubscriber.create(Long.MAX_VALUE));
        for (int i = 0; i < 3 * EventStream.BUFFER; i++) {
            operations.publish(Sample.steady());
        }
        assertEquals(1, operations.listeners.size());
        assertEquals(1 + 3 * EventStream.BUFFER, fast.getItems().size());
        slow.request(Long.MAX_VALUE);
        slow.assertFailedWith(Exception.class);
        assertTrue(
                slow.getItems().size() <= 2 * EventStream.BUFFER + 2,
                "bounded: " + slow.getItems().size());
    }

    @Test
    void moreClientsThanTheLimitAreRefused() {
        List<AssertSubscriber<PolicyStatus>> clients = new ArrayList<>();
        for (int i = 0; i < EventStream.MAX_STREAMS; i++) {
            clients.add(stream.open().subscribe().withSubscriber(AssertSubscriber.create(10)));
        }
        assertEquals(503, assertThrows(Refusal.class, stream::open).status());
        clients.get(0).cancel();
        stream.open();
    }
}
