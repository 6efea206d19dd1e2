package dev.temporalfailover.faults.hostile;

import dev.temporalfailover.exchange.wire.CoordinationGrpc;
import dev.temporalfailover.exchange.wire.Guidance;
import dev.temporalfailover.exchange.wire.Observation;
import dev.temporalfailover.exchange.wire.View;
import dev.temporalfailover.exchange.wire.WatchRequest;
import dev.temporalfailover.faults.Arrangement;
import dev.temporalfailover.testkit.Ports;
import dev.temporalfailover.testkit.TestCa;
import dev.temporalfailover.testkit.service.ServiceConfig;
import dev.temporalfailover.testkit.service.ServiceConfig.TlsFiles;
import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/** Other instances and places, as the service knows them by their certificates: honest ones, and what a thief has of them. */
final class Fleet {
    private final TestCa ca = new TestCa("fleet");
    private final Instant tomorrow = Instant.now().plus(Duration.ofHours(20));
    /** Where the service listens. */
    final int port = Ports.free();

    Fleet() throws IOException {}

    /** The service's part of a configuration. */
    ServiceConfig join(ServiceConfig config, Arrangement a) throws IOException {
        Path own = Files.createDirectories(a.directory.resolve("tls"));
        TlsFiles files = new TlsFiles(own.resolve("tls.crt"), own.resolve("tls.key"), own.resolve("ca.crt"));
        identity(Arrangement.WEST).write(files.certificate(), files.key());
        ca.writeCertificate(files.authority());
        return config.exchange(
                        "127.0.0.1:" + port,
                        "127.0.0.1:" + port,
                        files,
                        URI.create(a.mesh.api.url()).getAuthority())
                .evidence("alone", "800ms");
    }

    /** A certificate of all instances of a place. */
    TestCa.Identity identity(String place) {
        return ca.issue(ServiceConfig.SERVER_NAME, place, "", tomorrow);
    }

    /** Who has stolen the certificate of a place. */
    SSLContext thief(String place) throws IOException, GeneralSecurityException {
        return TestCa.credulous(identity(place));
    }

    /** Who has none. */
    static SSLContext stranger() throws IOException, GeneralSecurityException {
        return TestCa.credulous(null);
    }

    /** An honest observer of the service's own region connects and is answered. */
    void anObserverIsHeard(Arrangement a) throws Exception {
        AtomicInteger heard = new AtomicInteger();
        a.until("an honest observer is heard", () -> {
            asked(Arrangement.WEST, (coordination, answers) -> {
                StreamObserver<Observation> report = coordination.report(answers.<Guidance>counting(heard));
                report.onNext(Observation.newBuilder()
                        .setRegion(Arrangement.WEST)
                        .setInstance("node-2")
                        .build());
                a.until("it is answered", () -> heard.get() > 0 || answers.failed());
            });
            return heard.get() > 0;
        });
    }

    /** Another place's honest leader connects and is told what this place sees. */
    void anotherPlaceIsTold(Arrangement a) throws Exception {
        AtomicInteger told = new AtomicInteger();
        a.until("another place's leader is told", () -> {
            asked(Arrangement.EAST, (coordination, answers) -> {
                coordination.watch(
                        WatchRequest.newBuilder()
                                .setPlace(Arrangement.EAST)
                                .setInstance("east-1")
                                .build(),
                        answers.<View>counting(told));
                a.until("it is told", () -> told.get() > 0 || answers.failed());
            });
            return told.get() > 0;
        });
    }

    private interface Conversation {
        void hold(CoordinationGrpc.CoordinationStub coordination, Answers answers) throws Exception;
    }

    private void asked(String place, Conversation conversation) throws Exception {
        TestCa.Identity own = identity(place);
        SslContext tls = GrpcSslContexts.forClient()
                .keyManager(own.keys().getPrivate(), own.certificate())
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .build();
        ManagedChannel channel = NettyChannelBuilder.forTarget("dns:///127.0.0.1:" + port)
                .overrideAuthority(ServiceConfig.SERVER_NAME)
                .sslContext(tls)
                .build();
        try {
            conversation.hold(CoordinationGrpc.newStub(channel), new Answers());
        } finally {
            channel.shutdownNow();
        }
    }

    /** Counts what comes. */
    private static final class Answers {
        private volatile boolean failed;

        boolean failed() {
            return failed;
        }

        <T> StreamObserver<T> counting(AtomicInteger count) {
            return new StreamObserver<>() {
                @Override
                public void onNext(T answer) {
                    count.incrementAndGet();
                }

                @Override
                public void onError(Throwable failure) {
                    failed = true;
                }

                @Override
                public void onCompleted() {
                    failed = true;
                }
            };
        }
    }

    /** What a server of a place has to show. */
    SslContext server(String place) throws IOException {
        return TestCa.server(identity(place), ca);
    }
}
