package dev.temporalfailover.real.stand.clients;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.Metadata;
import java.net.SocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells which region answered a call that does not say so itself: by the header {@code x-region}, if a gateway adds it;
 * else by the address at the other end of the connection, once GetClusterInfo has told who that is. An address that two
 * regions have answered through (a sidecar's) tells nothing. Thread-safe.
 */
final class Regions {
    private static final Metadata.Key<String> HEADER = Metadata.Key.of("x-region", Metadata.ASCII_STRING_MARSHALLER);
    private static final String AMBIGUOUS = "";
    private static final int ADDRESSES = 1_000;

    private final Map<String, String> regionOf = new ConcurrentHashMap<>();
    private final boolean direct;

    /** @param direct false if the address is a sidecar's, which says nothing about regions */
    Regions(boolean direct) {
        this.direct = direct;
    }

    /** The other end's address; empty if there is no connection. */
    static String remote(Attributes connection) {
        SocketAddress address = connection.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
        return address == null ? "" : address.toString();
    }

    /** What a gateway has added. */
    static Optional<String> said(Metadata headers) {
        return Optional.ofNullable(headers.get(HEADER));
    }

    /** That address has answered for that region. */
    void learn(String remote, String region) {
        if (direct && !remote.isEmpty() && regionOf.size() < ADDRESSES) {
            regionOf.merge(remote, region, (known, now) -> known.equals(now) ? known : AMBIGUOUS);
        }
    }

    /** The region; empty if it cannot be told. */
    String of(Metadata headers, String remote) {
        return said(headers).orElseGet(() -> regionOf.getOrDefault(remote, ""));
    }
}
