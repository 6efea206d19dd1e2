package dev.temporalfailover.real.stand.clients;

import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.Security;
import java.time.Duration;
import javax.net.ssl.SSLException;

/** What a client is told: system properties. */
final class Settings {

    private Settings() {}

    /** The property; throws if it is not set. */
    static String needed(String name) {
        String value = System.getProperty(name, "");
        if (value.isBlank()) {
            throw new IllegalArgumentException("-D" + name + "=... is missing");
        }
        return value;
    }

    static Duration duration(String name, Duration otherwise) {
        String value = System.getProperty(name, "");
        return value.isBlank() ? otherwise : Duration.parse(value);
    }

    /** The report that {@code -Dreport} names. */
    static Journal journal() throws IOException {
        return new Journal(Path.of(needed("report")));
    }

    /** TLS with the authority of the file {@code -Dtls.ca}; without it plaintext. */
    static void security(NettyChannelBuilder builder) {
        String authority = System.getProperty("tls.ca", "");
        if (authority.isBlank()) {
            builder.usePlaintext();
            return;
        }
        try {
            builder.sslContext(GrpcSslContexts.forClient()
                    .trustManager(Path.of(authority).toFile())
                    .build());
        } catch (SSLException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /**
     * {@code -Ddns.ttl=SECONDS} (-1: for ever) in place of the JVM's own 30 s, for the JVM and for grpc-java, which has a
     * cache besides and reads the same name as a system property. To be called before the first lookup.
     */
    static void jvmDns() {
        String ttl = System.getProperty("dns.ttl", "");
        if (!ttl.isBlank()) {
            Security.setProperty("networkaddress.cache.ttl", ttl);
            System.setProperty("networkaddress.cache.ttl", ttl);
        }
        String negative = System.getProperty("dns.negative.ttl", "");
        if (!negative.isBlank()) {
            Security.setProperty("networkaddress.cache.negative.ttl", negative);
        }
    }
}
