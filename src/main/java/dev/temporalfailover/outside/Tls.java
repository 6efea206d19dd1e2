package dev.temporalfailover.outside;

import java.nio.file.Path;
import java.util.Optional;

/**
 * TLS files in PEM, re-read when they change.
 *
 * @param ca bundle that the certificate of the other side must chain to; empty for the platform's
 * @param certificate our certificate chain (mTLS)
 * @param key its private key; there with {@code certificate} only
 * @param serverName that a server's certificate must carry; empty for the host
 */
public record Tls(Optional<Path> ca, Optional<Path> certificate, Optional<Path> key, Optional<String> serverName) {
    /** The platform's CAs, the host's name, no certificate of ours. */
    public static final Tls PLATFORM = new Tls(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** Both sides authenticate. */
    public static Tls mutual(Path ca, Path certificate, Path key, String serverName) {
        return new Tls(Optional.of(ca), Optional.of(certificate), Optional.of(key), Optional.of(serverName));
    }
}
