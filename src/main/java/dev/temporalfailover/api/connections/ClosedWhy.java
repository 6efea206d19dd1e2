package dev.temporalfailover.api.connections;

import java.util.Locale;

/** Why this service ended a connection of a client that had not ended it. */
enum ClosedWhy {
    /** No whole request in time. */
    IDLE,
    /** A request that took too long to arrive. */
    SLOW_REQUEST,
    /** Nothing of an answer was taken. */
    NOT_READ,
    /** Too many connections. */
    CROWDED,
    /** Too much waits to be read in all connections together. */
    UNREAD_BYTES,
    /** Too many requests at once, or a next one without having read. */
    PIPELINED,
    /** Another protocol. */
    PROTOCOL,
    /** It went on sending what was refused. */
    REFUSED_BODY;

    /** As metrics have it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
