package dev.temporalfailover.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.temporalfailover.failover.status.LongPoll;
import dev.temporalfailover.failover.status.QueuePollers;
import dev.temporalfailover.failover.status.QueuePollers.CriticalQueue;
import dev.temporalfailover.failover.status.QueuePollers.TaskKind;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Pollers as a metric: a figure only while it is known. */
class TaskQueuePollersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final NamespaceTelemetry telemetry = new NamespaceTelemetry(new Telemetry(registry));

    /** Read at 5 s. */
    static QueuePollers polled(String name, int pollers) {
        return new QueuePollers(
                new CriticalQueue("pay", name, TaskKind.WORKFLOW),
                pollers,
                Optional.empty(),
                Optional.of(Duration.ofSeconds(5)),
                "");
    }

    private void at(long seconds, QueuePollers... pollers) {
        telemetry.pollers("p", List.of(pollers), Duration.ofSeconds(seconds));
    }

    private Gauge gauge(String queue) {
        return registry.find("temporal_failover_task_queue_pollers")
                .tags("policy", "p", "namespace", "pay", "task_queue", queue, "type", "workflow")
                .gauge();
    }

    @Test
    void noPollerIsZeroAndWhatIsNotKnownIsNoFigure() {
        at(
                9,
                polled("orders", 3),
                polled("ship", 0),
                QueuePollers.unread(polled("new", 0).queue()));
        assertEquals(3, gauge("orders").value());
        assertEquals(0, gauge("ship").value());
        assertNull(gauge("new"));
        at(66, polled("orders", 3), polled("ship", 0));
        assertNull(gauge("orders"), "too old");
        at(9, polled("orders", 1));
        assertEquals(1, gauge("orders").value());
        at(9);
        assertNull(gauge("orders"), "it leads no more");
    }

    @Test
    void theLongPollIsAFigureWhileItIsKnown() {
        LongPoll poll = LongPoll.unread("pay").ended(Duration.ofMillis(19_500), Duration.ofSeconds(5));
        telemetry.longPoll("p", Optional.of(poll.failed("late")), Duration.ofHours(3));
        assertEquals(
                19.5,
                registry.find("temporal_failover_long_poll_seconds").gauge().value());
        telemetry.longPoll("p", Optional.of(poll), Duration.ofHours(3).plusSeconds(6));
        assertNull(registry.find("temporal_failover_long_poll_seconds").gauge(), "too old");
        telemetry.longPoll("p", Optional.of(poll), Duration.ofSeconds(6));
        telemetry.longPoll("p", Optional.empty(), Duration.ofSeconds(6));
        assertNull(registry.find("temporal_failover_long_poll_seconds").gauge(), "it leads no more");
    }
}
