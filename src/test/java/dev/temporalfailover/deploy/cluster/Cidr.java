package dev.temporalfailover.deploy.cluster;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** A range of addresses of one family. */
record Cidr(String text, int bits, int prefix, BigInteger network) {
    static Cidr of(String text) {
        int slash = text.indexOf('/');
        byte[] address = bytes(text.substring(0, slash));
        int bits = address.length * 8;
        int prefix = Integer.parseInt(text.substring(slash + 1));
        BigInteger value = new BigInteger(1, address);
        Cidr cidr = new Cidr(text, bits, prefix, value.shiftRight(bits - prefix).shiftLeft(bits - prefix));
        if (!cidr.network.equals(value)) {
            throw new IllegalArgumentException(text + " has bits behind its prefix");
        }
        return cidr;
    }

    boolean contains(String ip) {
        byte[] address = bytes(ip);
        return address.length * 8 == bits
                && new BigInteger(1, address).shiftRight(bits - prefix).equals(network.shiftRight(bits - prefix));
    }

    boolean contains(Cidr other) {
        return other.bits == bits
                && other.prefix >= prefix
                && other.network.shiftRight(bits - prefix).equals(network.shiftRight(bits - prefix));
    }

    boolean overlaps(Cidr other) {
        return contains(other) || other.contains(this);
    }

    private static byte[] bytes(String ip) {
        if (!ip.matches("[0-9a-f.:]+")) {
            throw new IllegalArgumentException(ip);
        }
        try {
            return InetAddress.getByName(ip).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(ip, e);
        }
    }
}
