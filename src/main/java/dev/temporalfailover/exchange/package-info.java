/**
 * What instances tell each other, over gRPC: {@link dev.temporalfailover.exchange.GrpcExchange}.
 *
 * <p>Threads: one, {@code exchange}, owns all state that changes and makes every call to its listeners. Sockets, TLS
 * and the parsing of messages run on two threads {@code exchange-io}; their callbacks only hand over to {@code exchange}.
 * What waits there is bounded by the streams: a stream has one message in hand at most, as the next is asked for only then,
 * and one signal of each kind. What callers publish and what goes out is the latest value, never a queue.
 *
 * <p>All times on the wire are ages, so clocks of two machines are never compared.
 */
package dev.temporalfailover.exchange;
