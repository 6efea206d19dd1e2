package dev.temporalfailover.emulator.temporal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.testkit.Children;
import dev.temporalfailover.testkit.Java;
import dev.temporalfailover.testkit.Ports;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporalRegionTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @Test
    void aKilledServerRefusesAndARestartedOneAnswersOnTheSamePort() throws Exception {
        try (Children children = new Children(directory.resolve("pids"));
                TemporalRegion temporal =
                        new TemporalRegion("us-east-1", Optional.empty(), children, directory.resolve("log"))) {
            temporal.start();
            temporal.awaitReady(LIMIT);
            temporal.kill();
            assertEquals(Status.Code.UNAVAILABLE, call(temporal.port()));
            temporal.start();
            temporal.awaitReady(LIMIT);
            assertEquals(Status.Code.OK, call(temporal.port()));
        }
    }

    @Test
    void aProcessLeftBehindByACrashedRunIsEndedByTheNext() throws Exception {
        Path pids = directory.resolve("pids");
        try (Children crashed = new Children(pids)) {
            Process left = crashed.start(
                    Java.command(java.util.List.of(), TemporalServer.class.getName(), String.valueOf(Ports.free())),
                    java.util.Map.of(),
                    directory.resolve("log"));
            assertTrue(left.isAlive());
            try (Children next = new Children(pids)) {
                assertTrue(left.waitFor(30, TimeUnit.SECONDS), next.toString());
            }
        }
    }

    @Test
    void aRememberedPidThatNowBelongsToAnotherProcessIsLeftAlone() throws Exception {
        Path pids = directory.resolve("pids");
        Process other = new ProcessBuilder(
                        Java.command(java.util.List.of(), TemporalServer.class.getName(), String.valueOf(Ports.free())))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        try {
            Files.writeString(pids, other.pid() + " 12345\ngarbage\n\n99999999999999999999 1\n");
            new Children(pids).close();
            assertTrue(other.isAlive());
        } finally {
            Children.kill(other);
        }
    }

    @Test
    void aServerThatEndsAtOnceIsReportedWithItsLog() throws Exception {
        try (Children children = new Children(directory.resolve("pids"));
                TemporalRegion temporal = new TemporalRegion(
                        "us-east-1",
                        Optional.of(Path.of(System.getProperty("java.home"), "bin", "java")),
                        children,
                        directory.resolve("log"))) {
            temporal.start();
            var error = assertThrows(java.io.IOException.class, () -> temporal.awaitReady(LIMIT));
            assertTrue(error.getMessage().contains(directory.resolve("log").toString()), error.getMessage());
        }
    }

    @Test
    void theServerThatWasGivenIsUsedAndNoOtherTakesItsPlace() {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        String empty = directory.toString();
        assertEquals(Optional.of(java), TemporalRegion.binary(java.toString(), empty));
        assertEquals(Optional.empty(), TemporalRegion.binary("", empty));
        assertEquals(Optional.empty(), TemporalRegion.binary(null, empty));
        String missing = directory.resolve("temporal").toString();
        var error = assertThrows(IllegalArgumentException.class, () -> TemporalRegion.binary(missing, empty));
        assertTrue(error.getMessage().contains(missing), error.getMessage());
        assertThrows(IllegalArgumentException.class, () -> TemporalRegion.binary(empty, empty));
    }

    private static Status.Code call(int port) {
        ManagedChannel channel =
                NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
        try {
            WorkflowServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(30, TimeUnit.SECONDS)
                    .getSystemInfo(GetSystemInfoRequest.getDefaultInstance());
            return Status.Code.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode();
        } finally {
            channel.shutdownNow();
        }
    }
}
