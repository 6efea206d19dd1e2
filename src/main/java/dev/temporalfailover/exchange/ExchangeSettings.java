package dev.temporalfailover.exchange;

import dev.temporalfailover.outside.Tls;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The identity of this instance for others, and its peers.
 *
 * @param instance its name, unique in its place
 * @param place its region's name, or the witness's
 * @param host to listen on
 * @param port to listen on; 0 for any that is free
 * @param tls mutual, so all of it is set, and the server name one that all have: endpoints are often addresses of pods;
 *     empty for plaintext, which any neighbour can forge
 * @param trustDomain of the identities in certificates: {@code spiffe://DOMAIN/place/PLACE}
 * @param peers the other places, watched while this instance leads
 * @param policies those of the configuration; what others say of any other is not kept
 * @param heartbeat the longest pause between two messages of a stream
 * @param silence a stream on which nothing was heard for longer is ended, and a leader's view that is older is not relayed
 */
public record ExchangeSettings(
        String instance,
        String place,
        PlaceType role,
        String host,
        int port,
        Optional<Tls> tls,
        String trustDomain,
        List<Peer> peers,
        Set<String> policies,
        Duration heartbeat,
        Duration silence,
        Limits limits) {
    public static final Duration HEARTBEAT = Duration.ofSeconds(1);
    public static final Duration SILENCE = Duration.ofSeconds(5);
    public static final String TRUST_DOMAIN = "temporal-failover";

    /** An instance takes part in its region; a witness only says what it sees. */
    public enum PlaceType {
        INSTANCE,
        WITNESS
    }

    /**
     * Another place.
     *
     * @param endpoints {@code host:port} of instances there; the first that answers is used
     */
    public record Peer(String place, List<String> endpoints) {
        public Peer {
            endpoints = List.copyOf(endpoints);
            if (endpoints.isEmpty()) {
                throw new IllegalArgumentException("the peer " + place + " has no endpoints");
            }
        }
    }

    /**
     * What others may cost this instance.
     *
     * @param observers streams of reports at once
     * @param watchers streams of views at once
     * @param messageBytes of one message
     * @param stringLength of one name, in characters
     * @param votes of one observer; of one message a tenth
     * @param perAddress connections of one address at once
     */
    public record Limits(int observers, int watchers, int messageBytes, int stringLength, int votes, int perAddress) {
        public static final Limits DEFAULT = new Limits(5_000, 100, 1 << 20, 300, 20_000, 32);

        public Limits {
            if (observers < 1
                    || watchers < 1
                    || messageBytes < 1024
                    || stringLength < 16
                    || votes < 10
                    || perAddress < 1) {
                throw new IllegalArgumentException("limits too low: " + observers + ", " + watchers + ", "
                        + messageBytes + ", " + stringLength + ", " + votes);
            }
        }
    }

    public ExchangeSettings {
        peers = List.copyOf(peers);
        policies = Set.copyOf(policies);
        if (instance.isEmpty() || place.isEmpty()) {
            throw new IllegalArgumentException("an instance needs a name and a place");
        }
        if (heartbeat.isNegative() || heartbeat.isZero() || silence.compareTo(heartbeat.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException(
                    "silence " + silence + " must be at least twice the heartbeat " + heartbeat);
        }
        if (peers.stream().anyMatch(peer -> peer.place().equals(place))) {
            throw new IllegalArgumentException("the peer " + place + " is this place itself");
        }
        if (peers.stream().map(Peer::place).distinct().count() != peers.size()) {
            throw new IllegalArgumentException("two peers have the same place");
        }
    }
}
