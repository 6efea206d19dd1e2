package dev.temporalfailover.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.emulator.temporal.FakeTemporal;
import dev.temporalfailover.failover.verdict.Check;
import dev.temporalfailover.failover.verdict.Outcome;
import dev.temporalfailover.probe.calls.ProbeCall;
import io.grpc.Status;
import io.netty.channel.nio.NioEventLoopGroup;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.GetSystemInfoResponse;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LocalFaultTest extends RepeatFixture {
    private final NioEventLoopGroup group = new NioEventLoopGroup(1);
    private final Loop real =
            new Loop(group.next(), watch, loop.random(), loop.sink(), loop.listener(), loop.heartbeat());
    private final FakeTemporal server = new FakeTemporal();
    private final Endpoint endpoint = Probing.spec("127.0.0.1", server.port(), Check.SYSTEM_INFO)
            .timeout(20_000)
            .endpoint();
    private final Link link = new Link(real, endpoint, endpoint.authority(), null);

    @BeforeEach
    void address() throws Exception {
        group.submit(() -> link.addresses(List.of(new InetSocketAddress("127.0.0.1", server.port()))))
                .get(30, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() throws Exception {
        group.submit(link::close).get(30, TimeUnit.SECONDS);
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        server.close();
    }

    @Test
    void anAnswerThatThisProgramCannotReadSaysNothingAboutTheTarget() throws Exception {
        Answer answer = ask(
                message -> {
                    throw new IllegalStateException("no such method");
                },
                GrpcOutcome::of);
        assertEquals(Outcome.LOCAL_ERROR, answer.outcome(), answer.detail());
        assertTrue(answer.detail().contains("no such method"), answer.detail());
        assertEquals(1, localErrors.size(), localErrors.toString());
    }

    @Test
    void norDoesAnErrorOfTheServerThatCannotBeClassified() throws Exception {
        server.script.set(FakeTemporal.fails(Status.RESOURCE_EXHAUSTED));
        for (Throwable thrown : new Throwable[] {new NullPointerException(), new ExceptionInInitializerError("x")}) {
            Answer answer = ask(message -> Answer.OK, (check, status, trailers, connected) -> sneaky(thrown));
            assertEquals(Outcome.LOCAL_ERROR, answer.outcome(), answer.detail());
            assertEquals(Outcome.Meaning.UNCLEAR, answer.outcome().meaning());
        }
        assertEquals(
                Outcome.OVERLOADED, ask(message -> Answer.OK, GrpcOutcome::of).outcome(), "the next one is read again");
    }

    @Test
    void aProbeThatCannotBeStartedSaysNothingEither() {
        Repeat failing = new Repeat(
                loop,
                TARGET,
                (timeout, done) -> {
                    throw new NoClassDefFoundError("x");
                },
                INTERVAL,
                TIMEOUT);
        failing.now();
        failing.now();
        assertEquals(2, results.size(), "it is asked again");
        results.forEach(result -> assertEquals(Outcome.LOCAL_ERROR, result.outcome()));
    }

    @Test
    void aProbeWhoseEndIsLostIsGivenUpAsOurOwnFaultAndTheNextOneIsAsked() {
        repeat.start();
        for (int i = 0; i < 20_000 && results.isEmpty(); i++) {
            run(Duration.ofMillis(10));
        }
        assertEquals(1, results.size());
        assertEquals(Outcome.LOCAL_ERROR, results.get(0).outcome());
        assertTrue(!skipped.isEmpty(), "until then turns are skipped");
        open.get(open.size() - 1).accept(Answer.OK);
        assertEquals(Outcome.OK, results.get(1).outcome());
    }

    private static Answer sneaky(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) thrown;
    }

    private Answer ask(Function<GetSystemInfoResponse, Answer> read, GrpcProbe.Classifier classifier) throws Exception {
        GrpcProbe<GetSystemInfoRequest, GetSystemInfoResponse> probe =
                new GrpcProbe<>(real, link, null, ProbeCall.systemInfo(), read, classifier);
        CompletableFuture<Answer> ended = new CompletableFuture<>();
        group.next().execute(() -> probe.ask(Duration.ofSeconds(20), ended::complete));
        return ended.get(60, TimeUnit.SECONDS);
    }
}
