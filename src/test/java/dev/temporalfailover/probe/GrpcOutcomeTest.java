package dev.temporalfailover.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import dev.temporalfailover.failover.verdict.Check;
import dev.temporalfailover.failover.verdict.Outcome;
import dev.temporalfailover.probe.GrpcOutcome.Connected;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.temporal.api.enums.v1.ResourceExhaustedCause;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.cert.CertificateExpiredException;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrpcOutcomeTest {
    private static final Metadata OURS = new Metadata();

    static Stream<Arguments> ourOwnStatuses() {
        Status unavailable = Status.UNAVAILABLE.withDescription("io exception");
        return Stream.of(
                row(unavailable.withCause(new ConnectException("Connection refused: /10.0.0.1:7233")), Outcome.REFUSED),
                row(unavailable.withCause(new ConnectException("Network is unreachable")), Outcome.UNREACHABLE),
                row(unavailable.withCause(new ConnectTimeoutException("timed out")), Outcome.UNREACHABLE),
                row(unavailable.withCause(new NoRouteToHostException("No route to host")), Outcome.UNREACHABLE),
                row(unavailable.withCause(new UnknownHostException("x")), Outcome.NO_ADDRESS),
                row(unavailable.withCause(new IOException("Connection reset by peer")), Outcome.UNREACHABLE),
                row(unavailable.withCause(new SSLHandshakeException("PKIX path building failed")), Outcome.TLS),
                row(
                        unavailable.withCause(new SSLHandshakeException("Received fatal alert: certificate_expired")),
                        Outcome.TLS),
                row(unavailable.withCause(new IOException(new CertificateExpiredException("x"))), Outcome.TLS),
                row(
                        unavailable.withCause(
                                new SSLHandshakeException("Connection closed while SSL/TLS handshake was in progress")),
                        Outcome.UNREACHABLE),
                row(
                        unavailable.withCause(new Http2Exception(Http2Error.PROTOCOL_ERROR, "no SETTINGS")),
                        Outcome.MALFORMED),
                row(Status.UNAVAILABLE.withDescription("Network closed for unknown reason"), Outcome.UNREACHABLE),
                row(
                        Status.UNAVAILABLE.withDescription(
                                "Connection closed after GOAWAY. HTTP/2 error code: NO_ERROR"),
                        Outcome.UNREACHABLE),
                row(
                        Status.RESOURCE_EXHAUSTED.withDescription("gRPC message exceeds maximum size 4: 5"),
                        Outcome.MALFORMED),
                row(Status.UNKNOWN.withDescription("missing GRPC status in response"), Outcome.MALFORMED),
                row(Status.INTERNAL.withDescription("Encountered end-of-stream mid-frame"), Outcome.MALFORMED));
    }

    static Stream<Arguments> statusesOfAServerOrProxy() {
        return Stream.of(
                row(Status.UNAVAILABLE.withDescription("Frontend is not healthy yet"), Outcome.NOT_SERVING),
                row(Status.UNAVAILABLE.withDescription("no usable database connection found"), Outcome.FAILED),
                row(Status.UNAVAILABLE.withDescription("Not enough hosts to serve the request"), Outcome.FAILED),
                row(Status.UNAVAILABLE.withDescription("HTTP status code 503\nx"), Outcome.NOT_SERVING),
                row(Status.UNAVAILABLE.withDescription("HTTP status code 502\nx"), Outcome.FAILED),
                row(Status.UNAVAILABLE.withDescription("HTTP status code 429\nx"), Outcome.OVERLOADED),
                row(
                        Status.UNAVAILABLE.withDescription("upstream connect error or disconnect/reset before headers."
                                + " reset reason: overflow"),
                        Outcome.OVERLOADED),
                row(
                        Status.UNAVAILABLE.withDescription("upstream connect error or disconnect/reset before headers."
                                + " reset reason: connection failure"),
                        Outcome.FAILED),
                row(Status.UNAVAILABLE.withDescription("local_rate_limited"), Outcome.OVERLOADED),
                row(
                        Status.UNAVAILABLE.withDescription("upstream connect error or disconnect/reset before headers."
                                + " retried and the latest reset reason: overflow"),
                        Outcome.OVERLOADED),
                row(Status.UNAVAILABLE.withDescription("no healthy upstream"), Outcome.FAILED),
                row(Status.UNAVAILABLE.withDescription("upstream request timeout"), Outcome.FAILED),
                row(Status.UNAVAILABLE.withDescription("HTTP status code 504\nx"), Outcome.FAILED),
                row(Status.UNKNOWN.withDescription("HTTP status code 302\nx"), Outcome.MALFORMED),
                row(Status.PERMISSION_DENIED.withDescription("RBAC: access denied"), Outcome.AUTH),
                row(
                        Status.UNIMPLEMENTED.withDescription("unknown method GetSystemInfo for service"
                                + " temporal.api.workflowservice.v1.WorkflowService"),
                        Outcome.UNIMPLEMENTED),
                row(
                        Status.UNIMPLEMENTED.withDescription(
                                "unknown service temporal.api.workflowservice.v1.WorkflowService"),
                        Outcome.MALFORMED),
                row(Status.UNIMPLEMENTED, Outcome.MALFORMED),
                row(Status.UNIMPLEMENTED.withDescription("unknown method Other for service x.Y"), Outcome.MALFORMED),
                row(Status.UNIMPLEMENTED.withDescription("HTTP status code 404\nx"), Outcome.MALFORMED),
                row(Status.UNAUTHENTICATED, Outcome.AUTH),
                row(Status.PERMISSION_DENIED, Outcome.AUTH),
                row(Status.DEADLINE_EXCEEDED, Outcome.DEADLINE),
                row(Status.RESOURCE_EXHAUSTED, Outcome.OVERLOADED),
                row(Status.NOT_FOUND, Outcome.FAILED),
                row(Status.INTERNAL.withDescription("panic"), Outcome.FAILED),
                row(Status.UNKNOWN, Outcome.FAILED),
                row(Status.ABORTED, Outcome.FAILED),
                row(Status.DATA_LOSS, Outcome.FAILED));
    }

    private static Arguments row(Status status, Outcome outcome) {
        return Arguments.of(status, outcome);
    }

    @ParameterizedTest(name = "{0} is {1}")
    @MethodSource("ourOwnStatuses")
    void whatOurClientMadeIsToldByItsCause(Status status, Outcome outcome) {
        assertEquals(
                outcome,
                GrpcOutcome.of(Check.SYSTEM_INFO, status, OURS, Connected.NO).outcome());
    }

    @ParameterizedTest(name = "{0} is {1}")
    @MethodSource("statusesOfAServerOrProxy")
    void whatAServerSentIsToldByItsWords(Status status, Outcome outcome) {
        assertEquals(
                outcome,
                GrpcOutcome.of(Check.SYSTEM_INFO, status, theirs(), Connected.HTTP2)
                        .outcome());
    }

    /** What Envoy's filters add, whatever text or HTTP status is configured for what they answer. */
    @ParameterizedTest
    @CsvSource({
        "x-envoy-overloaded, upstream connect error",
        "x-envoy-overloaded, HTTP status code 503",
        "x-envoy-ratelimited, Too many requests",
        "x-envoy-ratelimited, HTTP status code 503",
        "x-envoy-ratelimited,"
    })
    void aHeaderTellsThatAProxyShedsLoad(String header, String text) {
        Metadata trailers = theirs();
        trailers.put(Metadata.Key.of(header, Metadata.ASCII_STRING_MARSHALLER), "true");
        assertEquals(
                Outcome.OVERLOADED,
                GrpcOutcome.of(Check.SYSTEM_INFO, Status.UNAVAILABLE.withDescription(text), trailers, Connected.HTTP2)
                        .outcome());
    }

    /** API gateways have an answer of their own for what they have no route for. */
    @ParameterizedTest
    @CsvSource({
        "no Route matched with those values, MALFORMED",
        "The current request is not defined by this API., MALFORMED",
        ", MALFORMED",
        "Namespace default is not found., OK",
        "Workflow executionsRow not found.  WorkflowId: x, OK",
    })
    void notFoundIsAliveOnlyIfTemporalSaysIt(String text, Outcome outcome) {
        Status status = Status.NOT_FOUND.withDescription(text);
        assertEquals(
                outcome,
                GrpcOutcome.of(Check.DESCRIBE_NAMESPACE, status, theirs(), Connected.HTTP2)
                        .outcome());
        Outcome passedOn = GrpcOutcome.of(Check.DESCRIBE_WORKFLOW, status, theirs(), Connected.HTTP2)
                .outcome();
        assertEquals(outcome == Outcome.MALFORMED, passedOn == Outcome.MALFORMED, "" + passedOn);
    }

    @Test
    void envoysHeaderTellsThatItShedsLoad() {
        Metadata trailers = theirs();
        trailers.put(Metadata.Key.of("x-envoy-overloaded", Metadata.ASCII_STRING_MARSHALLER), "true");
        Status shed = Status.UNAVAILABLE.withDescription("upstream connect error");
        assertEquals(
                Outcome.OVERLOADED,
                GrpcOutcome.of(Check.SYSTEM_INFO, shed, trailers, Connected.HTTP2)
                        .outcome());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "unknown service grpc.health.v1.Health",
                "Method not found: grpc.health.v1.Health/Check",
                "unknown method DescribeNamespace for service temporal.api.workflowservice.v1.WorkflowService"
            })
    void anUnknownCallIsAliveOnlyWhereAnOldTemporalMayNotKnowIt(String says) {
        Status unknown = Status.UNIMPLEMENTED.withDescription(says);
        assertEquals(
                says.contains("Health") ? Outcome.UNIMPLEMENTED : Outcome.MALFORMED,
                GrpcOutcome.of(Check.GRPC_HEALTH, unknown, theirs(), Connected.HTTP2)
                        .outcome());
        assertEquals(
                Outcome.MALFORMED,
                GrpcOutcome.of(Check.DESCRIBE_NAMESPACE, unknown, theirs(), Connected.HTTP2)
                        .outcome());
    }

    @ParameterizedTest
    @EnumSource(Connected.class)
    void ourDeadlineIsUnreachableOnlyIfTcpNeverConnected(Connected connected) {
        Outcome outcome = GrpcOutcome.of(Check.SYSTEM_INFO, Status.DEADLINE_EXCEEDED, OURS, connected)
                .outcome();
        assertEquals(connected == Connected.NO ? Outcome.UNREACHABLE : Outcome.DEADLINE, outcome);
    }

    @ParameterizedTest
    @EnumSource(Status.Code.class)
    void everyCodeHasAnOutcomeForEveryCheck(Status.Code code) {
        for (Check check : Check.values()) {
            Answer answer = GrpcOutcome.of(check, code.toStatus(), null, Connected.HTTP2);
            assertTrue(answer.outcome() != Outcome.STARVED && answer.outcome() != Outcome.OK || code == Status.Code.OK);
        }
    }

    @Test
    void aGarbledDetailLeavesOnlyTheCauseUnknown() {
        Metadata trailers = new Metadata();
        trailers.put(
                Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER), new byte[] {-1, 1, 7});
        assertEquals(
                Outcome.OVERLOADED,
                GrpcOutcome.of(Check.SYSTEM_INFO, Status.RESOURCE_EXHAUSTED, trailers, Connected.HTTP2)
                        .outcome());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "type.googleapis.com/temporal.api.errordetails.v1.ResourceExhaustedFailure",
                "/temporal.api.errordetails.v1.ResourceExhaustedFailure",
                "example.com/x/temporal.api.errordetails.v1.ResourceExhaustedFailure"
            })
    void aBusyWorkflowIsKnownByItsTypeUrlAndBytes(String url) {
        byte[] busy = {8, ResourceExhaustedCause.RESOURCE_EXHAUSTED_CAUSE_BUSY_WORKFLOW_VALUE};
        assertEquals(Outcome.FAILED, exhausted(url, busy));
        assertEquals(Outcome.OVERLOADED, exhausted(url, new byte[] {8, 1}), "the rate limit");
        assertEquals(Outcome.OVERLOADED, exhausted(url, new byte[] {8, 99}), "a cause that is not known yet");
        assertEquals(Outcome.OVERLOADED, exhausted(url, new byte[] {-1, 8, 7}), "bytes that are no message");
        assertEquals(Outcome.OVERLOADED, exhausted(url + "2", busy), "another type");
        assertEquals(Outcome.OVERLOADED, exhausted("", busy), "no type");
    }

    private static Outcome exhausted(String typeUrl, byte[] value) {
        com.google.rpc.Status rich = com.google.rpc.Status.newBuilder()
                .setCode(Status.Code.RESOURCE_EXHAUSTED.value())
                .addDetails(Any.newBuilder().setTypeUrl(typeUrl).setValue(ByteString.copyFrom(value)))
                .build();
        StatusRuntimeException sent = StatusProto.toStatusRuntimeException(rich);
        return GrpcOutcome.of(Check.SYSTEM_INFO, sent.getStatus(), sent.getTrailers(), Connected.HTTP2)
                .outcome();
    }

    @Test
    void whatOurOwnCodeThrewSaysNothingAboutTheTarget() {
        for (Throwable ours : List.of(
                new NullPointerException("x"),
                new ExceptionInInitializerError("x"),
                new IllegalStateException(new NoSuchMethodException("Generated message class missing method")))) {
            for (Status status : List.of(Status.UNKNOWN, Status.INTERNAL, Status.CANCELLED, Status.UNAVAILABLE)) {
                assertEquals(
                        Outcome.LOCAL_ERROR,
                        GrpcOutcome.of(Check.SYSTEM_INFO, status.withCause(ours), OURS, Connected.HTTP2)
                                .outcome(),
                        status + " " + ours);
            }
        }
        Status panic = Status.INTERNAL.withDescription("Panic! This is a bug!").withCause(new IOException("x"));
        assertEquals(
                Outcome.LOCAL_ERROR,
                GrpcOutcome.of(Check.SYSTEM_INFO, panic, OURS, Connected.NO).outcome());
        Status theirBytes = Status.INTERNAL.withCause(new DecoderException(new IllegalArgumentException("x")));
        assertEquals(
                Outcome.Meaning.FAILED,
                GrpcOutcome.of(Check.SYSTEM_INFO, theirBytes, OURS, Connected.HTTP2)
                        .outcome()
                        .meaning());
    }

    @Test
    void aPeersTextIsOneBoundedLine() {
        Status status = Status.INTERNAL.withDescription("a\r\nINFO forged " + "x".repeat(100_000));
        String detail = GrpcOutcome.of(Check.SYSTEM_INFO, status, theirs(), Connected.HTTP2)
                .detail();
        assertTrue(detail.length() <= 200 && detail.indexOf('\n') < 0, detail);
    }

    private static Metadata theirs() {
        Metadata trailers = new Metadata();
        trailers.put(Metadata.Key.of("content-type", Metadata.ASCII_STRING_MARSHALLER), "application/grpc");
        return trailers;
    }
}
