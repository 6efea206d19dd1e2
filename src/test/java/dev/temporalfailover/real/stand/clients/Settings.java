package dev.temporalfailover.real.stand.clients;

import java.io.IOException;
import java.nio.file.Path;
import java.security.Security;
import java.time.Duration;

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
