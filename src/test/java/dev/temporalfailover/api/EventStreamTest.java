package dev.temporalfailover.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.api.access.Refusal;
import dev.temporalfailover.failover.status.PolicyStatus;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EventStreamTest {
    private final FakeOperations operations = new FakeOperations();
    private final AtomicInteger open = new AtomicInteger();
    private final EventStream stream = new EventStream(operations, Runnable::run, open::set);

    private static final EventStream.Viewer ANN = new EventStream.Viewer("192.0.2.1", true);

    private Multi<PolicyStatus> open(EventStream.Viewer viewer) {
        return stream.open(viewer, whenDone -> {});
    }

    private void strangers(int count, String address) {
        for (int i = 0; i < count; i++) {
            open(new EventStream.Viewer(address, false)).subscribe().withSubscriber(AssertSubscriber.create(10));
        }
    }

    @Test
    void strangersLeavePlacesToEachOtherAndToThoseWithAToken() {
        strangers(EventStream.MAX_OF_ADDRESS, "192.0.2.2");
        assertThrows(Refusal.class, () -> strangers(1, "192.0.2.2"));
        for (int address = 3; open.get() < EventStream.MAX_STRANGERS; address++) {
            strangers(EventStream.MAX_OF_ADDRESS, "192.0.2." + address);
        }
        assertThrows(Refusal.class, () -> strangers(1, "198.51.100.1"));
        open(ANN).subscribe().withSubscriber(AssertSubscriber.create(10));
        assertEquals(EventStream.MAX_STRANGERS + 1, open.get());
    }

    @Test
    void aNewClientGetsAllPoliciesAndThenWhatChanges() {
        AssertSubscriber<PolicyStatus> client = open(ANN).subscribe().withSubscriber(AssertSubscriber.create(10));
        assertEquals(1, client.getItems().size());
        operations.publish(Sample.steady());
        assertEquals(2, client.getItems().size());
        assertEquals(1, open.get());
    }

    @Test
    void aClientThatLeavesIsForgotten() {
        AssertSubscriber<PolicyStatus> client = open(ANN).subscribe().withSubscriber(AssertSubscriber.create(10));
        client.cancel();
        assertEquals(List.of(), operations.listeners);
        assertEquals(0, open.get());
    }

    @Test
    void aClientThatDoesNotKeepUpIsDroppedAndOthersAreNot() {
        AssertSubscriber<PolicyStatus> slow = open(ANN).subscribe().withSubscriber(AssertSubscriber.create(1));
        AssertSubscriber<PolicyStatus> fast =
                open(ANN).subscribe().withSubscriber(AssertSubscriber.create(Long.MAX_VALUE));
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

    /** None of them had been subscribed to when the last one asked. */
    @Test
    void strangersThatComeAtTheSameMomentDoNotGetMorePlaces() {
        EventStream.Viewer stranger = new EventStream.Viewer("192.0.2.2", false);
        List<Runnable> ends = new ArrayList<>();
        for (int i = 0; i < EventStream.MAX_OF_ADDRESS; i++) {
            stream.open(stranger, ends::add);
        }
        assertThrows(Refusal.class, () -> open(stranger));
        ends.forEach(Runnable::run);
        assertEquals(0, open.get());
        open(stranger);
    }

    @Test
    void moreClientsThanTheLimitAreRefused() {
        List<AssertSubscriber<PolicyStatus>> clients = new ArrayList<>();
        for (int i = 0; i < EventStream.MAX_STREAMS; i++) {
            clients.add(open(ANN).subscribe().withSubscriber(AssertSubscriber.create(10)));
        }
        assertEquals(503, assertThrows(Refusal.class, () -> open(ANN)).status());
        clients.get(0).cancel();
        open(ANN);
    }
}
