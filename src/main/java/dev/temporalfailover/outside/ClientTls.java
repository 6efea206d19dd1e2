package dev.temporalfailover.outside;

import java.nio.file.Path;

/**
 * TLS files, re-read when they change.
 *
 * @param ca PEM bundle that the server's certificate must chain to; null for the platform's
 * @param certificate our certificate chain (mTLS), PEM; null for none
 * @param key its PKCS#8 key, PEM; null for none
 * @param serverName name to send and verify; null for the host
 */
public record ClientTls(Path ca, Path certificate, Path key, String serverName) {}
