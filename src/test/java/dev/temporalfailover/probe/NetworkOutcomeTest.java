package dev.temporalfailover.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.temporalfailover.failover.verdict.Check;
import dev.temporalfailover.failover.verdict.Outcome;
import io.grpc.Status;
import io.netty.channel.ChannelException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkOutcomeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Too many open files",
                "Too many open files in system",
                "No buffer space available",
                "Cannot allocate memory",
                "Cannot assign requested address"
            })
    void whatWeLackSaysNothingAboutTheTarget(String message) {
        for (IOException own : new IOException[] {
            new SocketException(message),
            new BindException(message),
            new ConnectException(message),
            new IOException(message)
        }) {
            assertEquals(Outcome.STARVED, NetworkOutcome.of(own), own.toString());
            Throwable wrapped = new ChannelException("Failed to open a socket.", own);
            assertEquals(Outcome.STARVED, NetworkOutcome.of(wrapped));
            Status status = Status.UNAVAILABLE.withCause(wrapped);
            assertEquals(
                    Outcome.STARVED,
                    GrpcOutcome.of(Check.SYSTEM_INFO, status, null, GrpcOutcome.Connected.NO)
                            .outcome());
        }
    }
}
