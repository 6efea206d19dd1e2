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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PEM text -> certificates and private keys. No message of it quotes what it read. */
public final class Pem {
    private static final Pattern CERTIFICATE = Pattern.compile(
            "-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----([^-]*)-----END (?:X509 |TRUSTED )?CERTIFICATE-----");

    private static final Pattern BEGIN = Pattern.compile("-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----");

    private Pem() {}

    /**
     * At least one certificate, in their order. What else the file has, for example a key, is passed over. Without any PEM
     * it may be DER.
     */
    public static X509Certificate[] certificates(byte[] pem) throws GeneralSecurityException {
        String text = new String(pem, StandardCharsets.US_ASCII);
        List<X509Certificate> found = new ArrayList<>();
        if (text.contains("-----BEGIN ") && !text.contains("-----BEGIN PKCS7-----")) {
            Matcher block = CERTIFICATE.matcher(text);
            while (block.find()) {
                read(decoded(block.group(1)), found);
            }
            if (BEGIN.matcher(text).results().count() > found.size()) {
                throw new GeneralSecurityException("a certificate is cut off");
            }
        } else {
            read(pem, found);
        }
        if (found.isEmpty()) {
            throw new GeneralSecurityException("no certificate");
        }
        return found.toArray(new X509Certificate[0]);
    }

    private static void read(byte[] encoded, List<X509Certificate> into) throws GeneralSecurityException {
        for (Certificate one :
                CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(encoded))) {
            if (one instanceof X509Certificate certificate) {
                into.add(certificate);
            }
        }
    }

    private static byte[] decoded(String base64) throws GeneralSecurityException {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException damaged) {
            throw new GeneralSecurityException("no base64", damaged);
        }
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
                return key(form, body);
            }
        }
        throw new UnusableKey(
                text.contains("BEGIN ENCRYPTED PRIVATE KEY")
                        ? "is encrypted: a key without a passphrase is needed"
                        : text.contains("PRIVATE KEY-----")
                                ? "has a form that is not read: PKCS#8 is needed (cert-manager: privateKey.encoding: PKCS8)"
                                : "has no private key in PEM");
    }

    private static PrivateKey key(KeyForm form, String body) throws GeneralSecurityException {
        byte[] pkcs8;
        try {
            pkcs8 = form.pkcs8(Base64.getMimeDecoder().decode(body));
        } catch (IllegalArgumentException damaged) {
            throw new UnusableKey("is damaged: what it has between BEGIN and END is no base64");
        }
        for (String algorithm : List.of("RSA", "EC")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (InvalidKeySpecException another) {
                // The last word is below.
            }
        }
        throw new UnusableKey("is damaged, or neither an RSA key nor an EC key of a named curve"
                + " (cert-manager: privateKey.algorithm: RSA or ECDSA)");
    }

    /** A key that we cannot use; the message says why and quotes nothing of it. */
    public static final class UnusableKey extends GeneralSecurityException {
        private static final long serialVersionUID = 1;

        UnusableKey(String why) {
            super(why);
        }
    }
}
