package dev.temporalfailover.outside;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;

/** The forms of private keys in PEM. The JDK reads PKCS#8 only, in which the others are wrapped (RFC 5208, 8017, 5915). */
enum KeyForm {
    PKCS8("PRIVATE KEY") {
        @Override
        byte[] pkcs8(byte[] der) {
            return der;
        }
    },
    PKCS1("RSA PRIVATE KEY") {
        @Override
        byte[] pkcs8(byte[] der) {
            return wrapped(RSA, der);
        }
    },
    SEC1("EC PRIVATE KEY") {
        @Override
        byte[] pkcs8(byte[] der) throws GeneralSecurityException {
            return wrapped(element(SEQUENCE, join(EC, curve(der))), der);
        }
    };

    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;
    private static final int PARAMETERS = 0xA0;
    private static final byte[] VERSION = {2, 1, 0};
    /** AlgorithmIdentifier of rsaEncryption, with NULL. */
    private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
    /** The identifier of ecPublicKey. */
    private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");

    private final String label;

    KeyForm(String label) {
        this.label = label;
    }

    /** As in {@code -----BEGIN LABEL-----}. */
    String label() {
        return label;
    }

    /** The same key in PKCS#8. */
    abstract byte[] pkcs8(byte[] der) throws GeneralSecurityException;

    private static byte[] wrapped(byte[] algorithm, byte[] key) {
        return element(SEQUENCE, join(VERSION, algorithm, element(OCTETS, key)));
    }

    /** The curve's identifier: SEQUENCE of version, key, [0] curve, [1] public key. */
    private static byte[] curve(byte[] der) throws GeneralSecurityException {
        try {
            int at = content(der, 0);
            while (at < der.length) {
                int begin = content(der, at);
                int end = begin + length(der, at);
                if ((der[at] & 0xFF) == PARAMETERS) {
                    return Arrays.copyOfRange(der, begin, end);
                }
                at = end;
            }
        } catch (ArrayIndexOutOfBoundsException cut) {
            throw new Pem.UnusableKey("is cut off");
        }
        throw new Pem.UnusableKey(
                "does not name its curve: PKCS#8 is needed (cert-manager: privateKey.encoding: PKCS8)");
    }

    /** Where the content of the element at this place begins. */
    private static int content(byte[] der, int at) {
        int first = der[at + 1] & 0xFF;
        return at + 2 + (first < 0x80 ? 0 : first & 0x7F);
    }

    private static int length(byte[] der, int at) {
        int first = der[at + 1] & 0xFF;
        int length = first < 0x80 ? first : 0;
        for (int i = at + 2; i < content(der, at); i++) {
            length = length << 8 | der[i] & 0xFF;
        }
        if (length < 0 || length > der.length) {
            throw new ArrayIndexOutOfBoundsException();
        }
        return length;
    }

    private static byte[] element(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else if (content.length < 0x100) {
            out.write(0x81);
            out.write(content.length);
        } else {
            out.write(0x82);
            out.write(content.length >> 8);
            out.write(content.length);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
