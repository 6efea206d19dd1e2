package dev.temporalfailover.exchange;

import dev.temporalfailover.outside.Notices;
import dev.temporalfailover.outside.Tls;
import dev.temporalfailover.outside.TlsFiles;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLException;

/**
 * Certificate, key and CA for both directions. New handshakes use the newest good files; broken ones, or a key that does
 * not fit its certificate (half of a rotation), leave the old ones in use. Connections that stand are not touched.
 */
final class TlsCredentials {
    /** How long a session may be resumed, which skips the look at certificates. */
    private static final long SESSION_SECONDS = 60;

    private final Tls tls;
    private final TlsFiles files;
    private final Notices notices;
    private final AdvancedTlsX509KeyManager keys = new AdvancedTlsX509KeyManager();
    private final AdvancedTlsX509TrustManager trust;
    private final SslContext server;
    private final SslContext client;

    TlsCredentials(Tls tls, Notices notices) {
        this.tls = tls;
        this.files = new TlsFiles(tls, this::looked, this::use);
        this.notices = notices;
        try {
            trust = AdvancedTlsX509TrustManager.newBuilder().build();
            server = build(SslContextBuilder.forServer(keys).clientAuth(ClientAuth.REQUIRE));
            client = build(SslContextBuilder.forClient().keyManager(keys));
        } catch (GeneralSecurityException | SSLException e) {
            throw new IllegalStateException("this Java cannot do TLS 1.3", e);
        }
    }

    private SslContext build(SslContextBuilder builder) throws SSLException {
        // The JDK's provider everywhere: a native OpenSSL on the class path would change how errors read.
        return GrpcSslContexts.configure(builder, SslProvider.JDK)
                .trustManager(trust)
                .protocols("TLSv1.3")
                .sessionTimeout(SESSION_SECONDS)
                .build();
    }

    SslContext server() {
        return server;
    }

    SslContext client() {
        return client;
    }

    /** The name that every server must prove. */
    String serverName() {
        return tls.serverName().orElseThrow();
    }

    /** True once there were good files; no handshake can succeed before. */
    boolean loaded() {
        return files.loaded();
    }

    /** Looks at the files. One thread at a time. */
    void poll() {
        files.poll();
    }

    private void use(TlsFiles.Material material) throws IOException, GeneralSecurityException {
        keys.updateIdentityCredentials(material.chain(), material.key());
        trust.updateTrustCredentials(material.ca());
        X509Certificate ours = material.chain()[0];
        notices.say(
                "tls",
                "TLS between instances: uses " + tls.certificate().orElseThrow() + ", serial number "
                        + ours.getSerialNumber().toString(16) + " of "
                        + Texts.line(ours.getIssuerX500Principal().getName()) + ", valid until "
                        + ours.getNotAfter().toInstant());
    }

    private void looked(Path file, String problem) {
        if (!problem.isEmpty()) {
            notices.say(
                    "tls",
                    "TLS between instances: files cannot be used (" + file + " " + problem + "), "
                            + (loaded() ? "the previous ones stay in use" : "no other instance can be heard"));
        }
    }
}
