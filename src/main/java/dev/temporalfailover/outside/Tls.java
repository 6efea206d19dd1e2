package dev.temporalfailover.outside;

import java.nio.file.Path;

/**
 * TLS files in PEM, re-read when they change.
 *
 * @param ca bundle that the certificate of the other side must chain to; null for the platform's
 * @param certificate our certificate chain (mTLS); null for none
 * @param key its PKCS#8 key; null for none
 * @param serverName that a server's certificate must carry; null for the host
 */
public record Tls(Path ca, Path certificate, Path key, String serverName) {}
