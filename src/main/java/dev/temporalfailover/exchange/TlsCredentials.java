package dev.temporalfailover.exchange;

import io.grpc.netty.GrpcSslContexts;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import io.grpc.util.CertificateUtils;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLException;

/**
 * Certificate, key and CA for both directions. New handshakes use the newest good files; broken ones, or a key that does
 * not fit its certificate (half of a rotation), leave the old ones in use. Connections that stand are not touched.
 */
final class TlsCredentials {
    private static final int MAX_FILE = 1 << 20;
    /** How long a session may be resumed, which skips the look at certificates. */
    private static final long SESSION_SECONDS = 60;

    private final ExchangeSettings.Tls files;
    private final Notices notices;
    private final AdvancedTlsX509KeyManager keys = new AdvancedTlsX509KeyManager();
    private final AdvancedTlsX509TrustManager trust;
    private final SslContext server;
    private final SslContext client;
    private byte[][] read = {};
    private volatile boolean loaded;

    TlsCredentials(ExchangeSettings.Tls files, Notices notices) {
        this.files = files;
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
        return files.serverName();
    }

    /** True once there were good files; no handshake can succeed before. */
    boolean loaded() {
        return loaded;
    }

    /** Looks at the files. One thread at a time. */
    void poll() {
        try {
            byte[][] now = {read(files.certificate()), read(files.key()), read(files.ca())};
            if (Arrays.deepEquals(now, read)) {
                return;
            }
            X509Certificate[] chain = CertificateUtils.getX509Certificates(new ByteArrayInputStream(now[0]));
            PrivateKey key = CertificateUtils.getPrivateKey(new ByteArrayInputStream(now[1]));
            X509Certificate[] ca = CertificateUtils.getX509Certificates(new ByteArrayInputStream(now[2]));
            if (chain.length == 0 || ca.length == 0 || !fits(key, chain[0])) {
                say("no certificate, or a key that does not fit it");
                return;
            }
            keys.updateIdentityCredentials(chain, key);
            trust.updateTrustCredentials(ca);
            read = now;
            loaded = true;
            notices.say(
                    "tls",
                    "TLS between instances: uses " + files.certificate() + ", serial number "
                            + chain[0].getSerialNumber().toString(16) + " of "
                            + Texts.line(chain[0].getIssuerX500Principal().getName()) + ", valid until "
                            + chain[0].getNotAfter().toInstant());
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            // The message of a parser may quote the file, which may be a key.
            say(e.getClass().getSimpleName());
        }
    }

    private void say(String problem) {
        notices.say(
                "tls",
                "TLS between instances: " + files.certificate() + ", " + files.key() + ", " + files.ca()
                        + " cannot be used (" + problem + "), "
                        + (loaded ? "the ones before stay in use" : "nobody can be heard"));
    }

    private static byte[] read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(MAX_FILE + 1);
            if (content.length > MAX_FILE) {
                throw new IOException("larger than " + MAX_FILE + " bytes");
            }
            return content;
        }
    }

    private static boolean fits(PrivateKey key, X509Certificate certificate) throws GeneralSecurityException {
        String type = certificate.getPublicKey().getAlgorithm();
        if (!type.equals(key.getAlgorithm())) {
            return false;
        }
        byte[] text = {1, 2, 3};
        Signature sign = Signature.getInstance(type.equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA");
        sign.initSign(key);
        sign.update(text);
        byte[] signature = sign.sign();
        sign.initVerify(certificate.getPublicKey());
        sign.update(text);
        return sign.verify(signature);
    }
}
