package dev.temporalfailover.outside;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** PEM text -> certificates and private keys. No message of it quotes what it read. */
public final class Pem {
    private Pem() {}

    /** At least one certificate. */
    public static X509Certificate[] certificates(byte[] pem) throws GeneralSecurityException {
        List<X509Certificate> found = new ArrayList<>();
        for (Certificate one :
                CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem))) {
            if (one instanceof X509Certificate certificate) {
                found.add(certificate);
            }
        }
        if (found.isEmpty()) {
            throw new GeneralSecurityException("no certificate");
        }
        return found.toArray(new X509Certificate[0]);
    }

    /**
     * The first private key, RSA or EC: PKCS#8, or PKCS#1 ({@code BEGIN RSA PRIVATE KEY}) and SEC1 ({@code BEGIN EC PRIVATE
     * KEY}), which cert-manager writes where nothing else is asked for.
     */
    public static PrivateKey privateKey(byte[] pem) throws GeneralSecurityException {
        String text = new String(pem, StandardCharsets.US_ASCII);
        for (KeyForm form : KeyForm.values()) {
            String begin = "-----BEGIN " + form.label() + "-----";
            int at = text.indexOf(begin);
            int end = text.indexOf("-----END " + form.label() + "-----");
            if (at >= 0 && end >= at + begin.length()) {
                String body = text.substring(at + begin.length(), end);
                if (body.contains("ENCRYPTED")) {
                    throw new UnusableKey("is encrypted: a key without a passphrase is needed");
                }
                return key(form.pkcs8(Base64.getMimeDecoder().decode(body)));
            }
        }
        throw new UnusableKey(
                text.contains("BEGIN ENCRYPTED PRIVATE KEY")
                        ? "is encrypted: a key without a passphrase is needed"
                        : text.contains("PRIVATE KEY-----")
                                ? "has a form that is not read: PKCS#8 is needed (cert-manager: privateKey.encoding: PKCS8)"
                                : "has no private key in PEM");
    }

    private static PrivateKey key(byte[] pkcs8) throws GeneralSecurityException {
        try {
            return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (InvalidKeySpecException notRsa) {
            return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        }
    }

    /** A key that we cannot use; the message says why and quotes nothing of it. */
    public static final class UnusableKey extends GeneralSecurityException {
        private static final long serialVersionUID = 1;

        UnusableKey(String why) {
            super(why);
        }
    }
}
