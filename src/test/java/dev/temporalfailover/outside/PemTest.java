package dev.temporalfailover.outside;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.testkit.TestCa;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PemTest {
    @ParameterizedTest
    @ValueSource(ints = {2048, 3072, 4096})
    void aKeyInPkcs1IsTheSameAsInPkcs8(int bits) throws GeneralSecurityException {
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(bits);
        PrivateKey key = rsa.generateKeyPair().getPrivate();
        // PKCS#8 of RSA is a head of 26 bytes before PKCS#1.
        byte[] pkcs1 = Arrays.copyOfRange(key.getEncoded(), 26, key.getEncoded().length);
        assertEquals(key, Pem.privateKey(pem("PRIVATE KEY", key.getEncoded())));
        assertEquals(key, Pem.privateKey(pem("RSA PRIVATE KEY", pkcs1)));
    }

    /** As openssl and Go write it: with the curve, and with the public key or without. */
    @ParameterizedTest
    @CsvSource({
        "secp256r1, 32, a00a06082a8648ce3d030107",
        "secp384r1, 48, a00706052b81040022",
        "secp521r1, 66, a00706052b81040023"
    })
    void aKeyInSec1IsTheSameAsInPkcs8(String curve, int bytes, String parameters) throws GeneralSecurityException {
        KeyPairGenerator ec = KeyPairGenerator.getInstance("EC");
        ec.initialize(new ECGenParameterSpec(curve));
        KeyPair pair = ec.generateKeyPair();
        ECPublicKey open = (ECPublicKey) pair.getPublic();
        String point =
                "0004" + hex(open.getW().getAffineX(), bytes) + hex(open.getW().getAffineY(), bytes);
        String secret =
                "0201" + "01" + element("04", hex(((ECPrivateKey) pair.getPrivate()).getS(), bytes)) + parameters;
        for (String whole : new String[] {secret, secret + element("a1", element("03", point))}) {
            byte[] sec1 = HexFormat.of().parseHex(element("30", whole));
            assertSame(pair.getPrivate(), Pem.privateKey(pem("EC PRIVATE KEY", sec1)));
        }
        String parametersBefore = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
        byte[] key = pem("EC PRIVATE KEY", HexFormat.of().parseHex(element("30", secret)));
        String both = parametersBefore + new String(key, StandardCharsets.US_ASCII);
        assertSame(pair.getPrivate(), Pem.privateKey(both.getBytes(StandardCharsets.US_ASCII)));
    }

    /** By number and curve: the encodings differ in what they may leave out. */
    private static void assertSame(PrivateKey expected, PrivateKey read) {
        assertEquals(((ECPrivateKey) expected).getS(), ((ECPrivateKey) read).getS());
        assertEquals(
                ((ECPrivateKey) expected).getParams().getOrder(),
                ((ECPrivateKey) read).getParams().getOrder());
    }

    private static String hex(BigInteger number, int bytes) {
        return String.format("%0" + 2 * bytes + "x", number);
    }

    private static String element(String tag, String content) {
        int length = content.length() / 2;
        return tag
                + (length < 128 ? "" : length < 256 ? "81" : "82")
                + String.format(length < 256 ? "%02x" : "%04x", length)
                + content;
    }

    /** As people and tools put files together. */
    @Test
    void certificatesAreFoundWhateverStandsAroundThem(@TempDir Path dir) throws Exception {
        Path file = dir.resolve("ca.crt");
        new TestCa("here").writeCertificate(file);
        String one = Files.readString(file);
        String key = new String(pem("EC PRIVATE KEY", new byte[] {48, 3, 2, 1, 0}), StandardCharsets.US_ASCII);
        String[][] files = {
            {"1", "\uFEFF" + one},
            {"1", one.replace("\n", "\r\n")},
            {"1", key + one},
            {"1", one + key},
            {"2", one.strip() + one},
            {"2", one + "\n# the old one -\n" + one + "-- end --\n"},
            {"1", one.replaceAll("(?m)^", "    ")},
            {"1", one.strip() + " # ours"},
            {"1", "subject=CN = a - b\nissuer=x\n" + one}
        };
        for (String[] some : files) {
            int found = Pem.certificates(some[1].getBytes(StandardCharsets.UTF_8)).length;
            assertEquals(Integer.parseInt(some[0]), found, some[1]);
        }
        String cut = one + one.substring(0, one.length() / 2);
        assertThrows(GeneralSecurityException.class, () -> Pem.certificates(cut.getBytes(StandardCharsets.US_ASCII)));
        assertThrows(GeneralSecurityException.class, () -> Pem.certificates(key.getBytes(StandardCharsets.US_ASCII)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ed25519", "RSASSA-PSS", "DSA"})
    void aKeyOfAnotherAlgorithmIsSaid(String algorithm) throws GeneralSecurityException {
        byte[] key = KeyPairGenerator.getInstance(algorithm)
                .generateKeyPair()
                .getPrivate()
                .getEncoded();
        Pem.UnusableKey e = assertThrows(Pem.UnusableKey.class, () -> Pem.privateKey(pem("PRIVATE KEY", key)));
        assertTrue(e.getMessage().contains("neither an RSA key nor an EC key"), e.getMessage());
        String damaged = new String(pem("PRIVATE KEY", key), StandardCharsets.US_ASCII).replace("\n", "\\n");
        assertThrows(Pem.UnusableKey.class, () -> Pem.privateKey(damaged.getBytes(StandardCharsets.US_ASCII)));
    }

    @ParameterizedTest
    @CsvSource({
        "ENCRYPTED PRIVATE KEY, is encrypted",
        "OPENSSH PRIVATE KEY, privateKey.encoding: PKCS8",
        "DSA PRIVATE KEY, privateKey.encoding: PKCS8",
        "CERTIFICATE, has no private key"
    })
    void whatIsNotReadIsSaid(String label, String said) {
        Pem.UnusableKey e =
                assertThrows(Pem.UnusableKey.class, () -> Pem.privateKey(pem(label, new byte[] {48, 3, 2, 1, 0})));
        assertTrue(e.getMessage().contains(said), e.getMessage());
    }

    @Test
    void aKeyWithAPassphraseIsSaidToBeEncrypted() {
        String text = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA\n"
                + "-----END RSA PRIVATE KEY-----\n";
        Pem.UnusableKey e =
                assertThrows(Pem.UnusableKey.class, () -> Pem.privateKey(text.getBytes(StandardCharsets.US_ASCII)));
        assertTrue(e.getMessage().contains("is encrypted"), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "3003020101", "30820fff020101", "3084ffffffff02", "300502010104ff", "ffffffff"})
    void garbageIsRefusedWithoutMore(String hex) {
        byte[] der = HexFormat.of().parseHex(hex);
        for (String label : new String[] {"EC PRIVATE KEY", "RSA PRIVATE KEY", "PRIVATE KEY"}) {
            assertThrows(GeneralSecurityException.class, () -> Pem.privateKey(pem(label, der)), label);
        }
    }

    private static byte[] pem(String label, byte[] der) {
        return ("-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + label
                        + "-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
