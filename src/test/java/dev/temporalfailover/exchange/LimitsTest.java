package dev.temporalfailover.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.exchange.ExchangeMeters.RefusalReason;
import dev.temporalfailover.exchange.ExchangeSettings.Limits;
import dev.temporalfailover.exchange.wire.CoordinationGrpc;
import dev.temporalfailover.exchange.wire.Observation;
import dev.temporalfailover.exchange.wire.View;
import dev.temporalfailover.exchange.wire.WatchRequest;
import dev.temporalfailover.failover.verdict.Verdict;
import dev.temporalfailover.testkit.Ports;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What one instance takes upon itself for others, and what it does when it cannot keep up. */
class LimitsTest {
    private Party leader;
    private RawObserver raw;

    @BeforeEach
    void start() throws IOException {
        ExchangeSettings usual = Party.settings("east-1", "us-east-1", Ports.free());
        leader = new Party(new ExchangeSettings(
                        usual.instance(),
                        usual.place(),
                        usual.role(),
                        usual.host(),
                        usual.port(),
                        usual.tls(),
                        List.of(),
                        usual.heartbeat(),
                        usual.silence(),
                        new Limits(2, 2, 1 << 20, 300, 20_000)))
                .start();
        leader.leadership.lead();
        raw = new RawObserver(leader.address());
    }

    @AfterEach
    void stop() {
        raw.close();
        leader.close();
    }

    private RawObserver.Call report(String observer) {
        RawObserver.Call call = raw.report();
        call.send(Observation.newBuilder()
                .setInstance(observer)
                .setRegion("us-east-1")
                .addVotes(VoteWire.encode(Party.vote(1, Verdict.HEALTHY, "x"), Party.steady()))
                .build());
        return call;
    }

    @Test
    void moreObserversThanTheLimitAreTurnedAwayAndAPlaceThatIsFreedIsGivenAgain() {
        RawObserver.Call first = report("east-2");
        first.awaitAnswers(1);
        report("east-3").awaitAnswers(1);
        assertEquals(Status.Code.RESOURCE_EXHAUSTED, report("east-4").awaitEnd());
        assertTrue(leader.counts.refusals(RefusalReason.FULL) >= 1);
        first.complete();
        Party.await().until(() -> leader.counts.open.get(ExchangeMeters.Stream.OBSERVERS) == 1);
        report("east-4").awaitAnswers(1);
    }

    @Test
    void aReportThatTheJudgeCannotTakeEndsItsStreamSoThatTheObserverBeginsAfresh() {
        leader.heard.busy = true;
        RawObserver.Call call = report("east-2");
        assertEquals(Status.Code.RESOURCE_EXHAUSTED, call.awaitEnd());
        leader.heard.busy = false;
        report("east-2").awaitAnswers(1);
        assertTrue(leader.heard.reports.get(0).afresh());
    }

    @Test
    void moreWatchersThanTheLimitAreTurnedAway() {
        ManagedChannel channel = NettyChannelBuilder.forTarget("dns:///" + leader.address())
                .usePlaintext()
                .build();
        try {
            for (int i = 0; i < 2; i++) {
                AtomicInteger views = new AtomicInteger();
                watch(channel, views);
                Party.await().until(() -> views.get() > 0);
            }
            CompletableFuture<Status> end = watch(channel, new AtomicInteger());
            Party.await().until(end::isDone);
            assertEquals(Status.Code.RESOURCE_EXHAUSTED, end.join().getCode());
        } finally {
            channel.shutdownNow();
        }
    }

    private static CompletableFuture<Status> watch(ManagedChannel channel, AtomicInteger views) {
        CompletableFuture<Status> end = new CompletableFuture<>();
        WatchRequest request = WatchRequest.newBuilder()
                .setPlace("us-west-2")
                .setInstance("west-1")
                .build();
        CoordinationGrpc.newStub(channel).watch(request, new StreamObserver<>() {
            @Override
            public void onNext(View view) {
                views.incrementAndGet();
            }

            @Override
            public void onError(Throwable failure) {
                end.complete(Status.fromThrowable(failure));
            }

            @Override
            public void onCompleted() {
                end.complete(Status.OK);
            }
        });
        return end;
    }
}
