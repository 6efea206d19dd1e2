package dev.temporalfailover.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.exchange.ExchangeSettings.Limits;
import dev.temporalfailover.exchange.identity.RefusalReason;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What one instance takes upon itself for others, and what it does when it cannot keep up. */
class LimitsTest {
    private Party leader;
    /** Each call comes on a connection of its own, as an instance's does. */
    private final List<RawObserver> raws = new ArrayList<>();

    private final List<ManagedChannel> channels = new ArrayList<>();

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
                        usual.trustDomain(),
                        List.of(),
                        usual.policies(),
                        usual.heartbeat(),
                        usual.silence(),
                        new Limits(2, 2, 1 << 20, 300, 20_000, 100)))
                .start();
        leader.leadership.lead();
    }

    @AfterEach
    void stop() {
        raws.forEach(RawObserver::close);
        channels.forEach(ManagedChannel::shutdownNow);
        leader.close();
    }

    private RawObserver.Call report(String observer) {
        RawObserver raw = new RawObserver(leader.address());
        raws.add(raw);
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
        for (int i = 0; i < 2; i++) {
            AtomicInteger views = new AtomicInteger();
            watch(views);
            Party.await().until(() -> views.get() > 0);
        }
        CompletableFuture<Status> end = watch(new AtomicInteger());
        Party.await().until(end::isDone);
        assertEquals(Status.Code.RESOURCE_EXHAUSTED, end.join().getCode());
    }

    private CompletableFuture<Status> watch(AtomicInteger views) {
        ManagedChannel channel = NettyChannelBuilder.forTarget("dns:///" + leader.address())
                .usePlaintext()
                .build();
        channels.add(channel);
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
