package dev.temporalfailover.outside;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * Certificate, key and CA that follow their files. Files that are broken, or whose key does not match the certificate
 * (half of a rotation), leave the previous ones in use.
 */
public final class TlsFiles {
    private final FileListener listener;
    private final Use use;
    private final WatchedFile ca;
    private final WatchedFile certificate;
    private final WatchedFile key;
    private volatile boolean loaded;
    private String problem = "not read yet";

    /**
     * What the files hold.
     *
     * @param ca null for the platform's
     * @param chain our certificate first; null for none
     * @param key of our certificate; null for none
     */
    public record Material(X509Certificate[] ca, X509Certificate[] chain, PrivateKey key) {}

    /** Takes good material into use. */
    public interface Use {
        /** What it throws counts as a fault of the files. */
        void use(Material material) throws IOException, GeneralSecurityException;
    }

    public TlsFiles(Tls tls, FileListener listener, Use use) {
        this.listener = listener;
        this.use = use;
        this.ca = file(tls.ca());
        this.certificate = file(tls.certificate());
        this.key = file(tls.key());
    }

    private static WatchedFile file(Optional<Path> path) {
        return path.map(WatchedFile::new).orElse(null);
    }

    /** True once there were good files. */
    public boolean loaded() {
        return loaded;
    }

    /** Looks at the files; true if there is new material in use. One thread at a time. */
    public boolean poll() {
        WatchedFile at = ca;
        boolean changed = !loaded;
        try {
            for (WatchedFile file : files()) {
                at = file;
                changed |= file.read();
            }
            if (!changed && !problem.startsWith("cannot be read")) {
                return false;
            }
            Material now = material();
            if (now.key() != null && !fits(now.key(), now.chain()[0])) {
                tell(key, "does not match the certificate " + certificate.path().getFileName());
                return false;
            }
            use.use(now);
            loaded = true;
            for (WatchedFile file : files()) {
                listener.file(file.path(), "");
            }
            problem = "";
            return changed;
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            // The message of a parser may quote the file, which may be a key.
            String read = e instanceof IOException && !(e instanceof SSLException) ? "cannot be read: " : "is broken: ";
            tell(
                    e instanceof Pem.UnusableKey ? key : at,
                    e instanceof Pem.UnusableKey
                            ? e.getMessage()
                            : read + e.getClass().getSimpleName());
            return false;
        }
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

    private Material material() throws GeneralSecurityException {
        boolean ours = certificate != null && key != null;
        return new Material(
                ca == null ? null : Pem.certificates(ca.content()),
                ours ? Pem.certificates(certificate.content()) : null,
                ours ? Pem.privateKey(key.content()) : null);
    }

    private static boolean fits(PrivateKey key, X509Certificate certificate) throws GeneralSecurityException {
        if (!certificate.getPublicKey().getAlgorithm().equals(key.getAlgorithm())) {
            return false;
        }
        byte[] text = {1, 2, 3};
        Signature sign = Signature.getInstance(key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA");
        sign.initSign(key);
        sign.update(text);
        byte[] signature = sign.sign();
        sign.initVerify(certificate.getPublicKey());
        sign.update(text);
        return sign.verify(signature);
    }
}
