package dev.temporalfailover.exchange.identity;

import dev.temporalfailover.outside.Line;
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
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Certificate, key and CA for both directions. New handshakes use the newest good files; broken ones, or a key that does
 * not fit its certificate (half of a rotation), leave the old ones in use. Connections that stand are not touched.
 */
public final class TlsCredentials {
    /** How long a session may be resumed, which skips the look at certificates. */
    private static final long SESSION_SECONDS = 60;

    private final Tls tls;
    private final String domain;
    private final PeerId self;
    private final TlsFiles files;
    private final Runnable rotated;
    private final Notices notices;
    private final AdvancedTlsX509KeyManager keys = new AdvancedTlsX509KeyManager();
    private final AdvancedTlsX509TrustManager trust;
    /** As {@link #trust}, for certificates that are looked at outside of a handshake. */
    private volatile X509TrustManager authority;

    private X509Certificate[] trusted;

    private final SslContext server;

    /**
     * @param tls mutual, so all of it is set
     * @param self this instance's own identity
     * @param domain of all identities
     * @param rotated is run, by {@link #poll}, when another CA than before is trusted
     */
    public TlsCredentials(Tls tls, PeerId self, String domain, Notices notices, Runnable rotated) {
        this.tls = tls;
        this.self = self;
        this.domain = domain;
        this.rotated = rotated;
        this.files = new TlsFiles(tls, this::looked, this::use);
        this.notices = notices;
        try {
            trust = AdvancedTlsX509TrustManager.newBuilder().build();
            server = build(
                    SslContextBuilder.forServer(keys).clientAuth(ClientAuth.REQUIRE),
                    new IdentityTrust(trust, domain, peer -> {}));
        } catch (GeneralSecurityException | SSLException e) {
            throw new IllegalStateException("this Java cannot do TLS 1.3", e);
        }
    }

    private static SslContext build(SslContextBuilder builder, IdentityTrust trust) throws SSLException {
        // The JDK's provider everywhere: a native OpenSSL on the class path would change how errors read.
        return GrpcSslContexts.configure(builder, SslProvider.JDK)
                .trustManager(trust)
                .protocols("TLSv1.3")
                .sessionTimeout(SESSION_SECONDS)
                .build();
    }

    public SslContext server() {
        return server;
    }

    /** For one attempt: whoever answers must prove the identity. */
    public SslContext client(IdentityTrust.PeerRule rule) {
        try {
            return build(SslContextBuilder.forClient().keyManager(keys), new IdentityTrust(trust, domain, rule));
        } catch (SSLException e) {
            throw new IllegalStateException("this Java cannot do TLS 1.3", e);
        }
    }

    /** Whose chain it is, by the CA that is trusted and the time that it is now. */
    PeerId verified(X509Certificate[] chain) throws CertificateException {
        authority.checkClientTrusted(chain, chain[0].getPublicKey().getAlgorithm());
        return PeerId.of(chain[0], domain);
    }

    /** The name that every server must prove. */
    public String serverName() {
        return tls.serverName().orElseThrow();
    }

    /** True once there were good files; no handshake can succeed before. */
    public boolean loaded() {
        return files.loaded();
    }

    /** Looks at the files. One thread at a time. */
    public void poll() {
        files.poll();
    }

    private void use(TlsFiles.Material material) throws IOException, GeneralSecurityException {
        keys.updateIdentityCredentials(material.chain(), material.key());
        trust.updateTrustCredentials(material.ca());
        authority = outsideOfHandshakes(material.ca());
        X509Certificate ours = material.chain()[0];
        if (loaded() && !Arrays.equals(trusted, material.ca())) {
            rotated.run();
        }
        trusted = material.ca();
        notices.say(
                "tls",
                "TLS between instances: uses " + tls.certificate().orElseThrow() + ", serial number "
                        + ours.getSerialNumber().toString(16) + " of "
                        + Line.of(ours.getIssuerX500Principal().getName(), PeerId.LINE) + ", valid until "
                        + ours.getNotAfter().toInstant());
        notices.say("own identity", identity(ours));
    }

    /** The others would refuse it, and only they would say so. */
    private String identity(X509Certificate ours) {
        try {
            PeerId.of(ours, domain).mustBe(self.place(), self.instance().orElseThrow());
            return "the certificate names " + self.place();
        } catch (PeerId.Refused e) {
            return "no other instance will accept this one's certificate: " + e.getMessage()
                    + "; it must name spiffe://" + domain + "/place/" + self.place();
        }
    }

    /** The library's own wants a handshake. */
    private static X509TrustManager outsideOfHandshakes(X509Certificate[] ca)
            throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        for (X509Certificate one : ca) {
            trusted.setCertificateEntry(String.valueOf(trusted.size()), one);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        return (X509TrustManager) factory.getTrustManagers()[0];
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
