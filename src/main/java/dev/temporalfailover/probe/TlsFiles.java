package dev.temporalfailover.probe;

import dev.temporalfailover.outside.ClientTls;
import dev.temporalfailover.outside.FileListener;
import dev.temporalfailover.outside.Pem;
import dev.temporalfailover.outside.WatchedFile;
import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;

/**
 * TLS settings that follow their files: a rotation makes new contexts for new handshakes; files that are broken, or
 * whose key does not fit the certificate (half of a rotation), leave the old ones.
 */
public final class TlsFiles {
    private final FileListener listener;
    private final WatchedFile ca;
    private final WatchedFile certificate;
    private final WatchedFile key;
    private volatile Contexts contexts;
    private String problem = "not read yet";

    /** @param grpc negotiates HTTP/2; @param http negotiates nothing */
    public record Contexts(SslContext grpc, SslContext http) {}

    public TlsFiles(ClientTls tls, FileListener listener) {
        this.listener = listener;
        this.ca = file(tls.ca());
        this.certificate = file(tls.certificate());
        this.key = file(tls.key());
    }

    private static WatchedFile file(Path path) {
        return path == null ? null : new WatchedFile(path);
    }

    /** The present contexts, or null if there were never good files. */
    public Contexts contexts() {
        return contexts;
    }

    /** Looks at the files; true if there are new contexts. */
    public boolean poll() {
        WatchedFile at = ca;
        boolean changed = contexts == null;
        try {
            for (WatchedFile file : files()) {
                at = file;
                changed |= file.read();
            }
            if (!changed && !problem.startsWith("cannot be read")) {
                return false;
            }
            contexts = new Contexts(build(GrpcSslContexts.forClient()), build(SslContextBuilder.forClient()));
            for (WatchedFile file : files()) {
                listener.file(file.path(), "");
            }
            problem = "";
            return changed;
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            // The message of a parser may quote the file, which may be a key.
            String read = e instanceof IOException && !(e instanceof SSLException) ? "cannot be read: " : "is broken: ";
            tell(at, read + e.getClass().getSimpleName());
        } catch (Mismatch e) {
            tell(key, "does not fit the certificate " + certificate.path().getFileName());
        }
        return false;
    }

    private void tell(WatchedFile file, String now) {
        if (!now.equals(problem)) {
            problem = now;
            listener.file(file == null ? Path.of("platform-trust-store") : file.path(), now);
        }
    }

    private List<WatchedFile> files() {
        List<WatchedFile> all = new ArrayList<>();
        for (WatchedFile file : new WatchedFile[] {ca, certificate, key}) {
            if (file != null) {
                all.add(file);
            }
        }
        return all;
    }

    private SslContext build(SslContextBuilder builder) throws IOException, GeneralSecurityException, Mismatch {
        // The JDK's provider everywhere: a native OpenSSL on the class path would change how errors read.
        builder.sslProvider(SslProvider.JDK);
        if (ca != null) {
            builder.trustManager(certificates(ca));
        }
        if (certificate != null && key != null) {
            X509Certificate[] chain = certificates(certificate);
            PrivateKey secret = Pem.privateKey(key.content());
            if (!fits(secret, chain[0])) {
                throw new Mismatch();
            }
            builder.keyManager(secret, chain);
        }
        return builder.build();
    }

    private static X509Certificate[] certificates(WatchedFile file) throws GeneralSecurityException {
        return Pem.certificates(file.content());
    }

    private static boolean fits(PrivateKey secret, X509Certificate certificate) throws GeneralSecurityException {
        String algorithm =
                switch (secret.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> throw new GeneralSecurityException("a key that is neither RSA nor EC");
                };
        if (!certificate.getPublicKey().getAlgorithm().equals(secret.getAlgorithm())) {
            return false;
        }
        Signature sign = Signature.getInstance(algorithm);
        sign.initSign(secret);
        byte[] text = {1, 2, 3};
        sign.update(text);
        byte[] signature = sign.sign();
        Signature verify = Signature.getInstance(algorithm);
        verify.initVerify(certificate.getPublicKey());
        verify.update(text);
        return verify.verify(signature);
    }

    /** Certificate and key are not a pair. */
    private static final class Mismatch extends Exception {
        private static final long serialVersionUID = 1;
    }
}
