package dev.temporalfailover.sandbox;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * A client outside the mesh, as an SDK is: it asks DNS, keeps the answer for its TTL and the connection for as long as the
 * answer stays the same, and asks again when the TTL is over.
 *
 * <p>A records carry no ports, and two regions on one loopback address need them. So the records hold addresses reserved
 * for documentation (RFC 5737), which no packet is ever sent to, and the client translates the one it is answered into
 * the local port of that region's Temporal.
 */
final class DnsClient implements Client {
    private final String name;
    private final Names names;
    private final Map<String, String> regionOf;
    private final Connections connections;
    private final LongSupplier nanos;
    private Optional<String> region = Optional.empty();
    private long validUntil = Long.MIN_VALUE;

    /**
     * @param name what it resolves
     * @param regionOf region by the address that stands for it in DNS
     */
    DnsClient(String name, Names names, Map<String, String> regionOf, Connections connections, LongSupplier nanos) {
        this.name = name;
        this.names = names;
        this.regionOf = regionOf;
        this.connections = connections;
        this.nanos = nanos;
    }

    @Override
    public Result call(String id) {
        if (region.isEmpty() || nanos.getAsLong() - validUntil >= 0) {
            resolve();
        }
        return region.map(r -> new Result(r, connections.startWorkflow(r, id))).orElse(new Result("unresolved", false));
    }

    private void resolve() {
        try {
            Names.Answer answer = names.lookup(name);
            region = answer.addresses().stream()
                    .filter(regionOf::containsKey)
                    .map(regionOf::get)
                    .findFirst();
            validUntil = nanos.getAsLong() + answer.ttl().toNanos();
        } catch (IOException unanswered) {
            // Keeps what it knows, as resolvers that serve stale answers do, and asks again with the next call.
            return;
        }
    }

    @Override
    public void close() {
        connections.close();
    }
}
