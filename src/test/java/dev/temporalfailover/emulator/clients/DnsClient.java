package dev.temporalfailover.emulator.clients;

import dev.temporalfailover.sandbox.Result;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * A client outside the mesh, as an SDK is: it asks DNS, keeps the answer for its TTL and the connection for as long as the
 * answer stays the same, and asks again when the TTL is over.
 *
 * <p>A records carry no ports, and two regions on one loopback address need them. So the records hold addresses reserved
 * for documentation (RFC 5737), which no packet is ever sent to, and the client translates the one it is answered into
 * the local port of that region's Temporal.
 */
public final class DnsClient implements Client {
    private final String name;
    private final Names names;
    private final Map<String, String> regionOf;
    private final Calls calls;
    private final LongSupplier nanos;
    private final RandomGenerator random;
    private Optional<String> region = Optional.empty();
    private long validUntil = Long.MIN_VALUE;

    /**
     * @param name what it resolves
     * @param regionOf region by the address that stands for it in DNS
     */
    public DnsClient(
            String name,
            Names names,
            Map<String, String> regionOf,
            Calls calls,
            LongSupplier nanos,
            RandomGenerator random) {
        this.name = name;
        this.names = names;
        this.regionOf = regionOf;
        this.calls = calls;
        this.nanos = nanos;
        this.random = random;
    }

    @Override
    public Result call(String id) {
        if (region.isEmpty() || nanos.getAsLong() - validUntil >= 0) {
            resolve();
        }
        return region.map(r -> new Result(r, calls.startWorkflow(r, id))).orElse(new Result("unresolved", false));
    }

    private void resolve() {
        try {
            Names.Answer answer = names.lookup(name);
            // A resolver in between hands out what is left of the TTL, so clients do not all ask in the same moment.
            double left = region.isEmpty() ? random.nextDouble() : 1;
            region = answer.addresses().stream()
                    .filter(regionOf::containsKey)
                    .map(regionOf::get)
                    .findFirst();
            validUntil = nanos.getAsLong() + (long) (left * answer.ttl().toNanos());
        } catch (IOException unanswered) {
            // Keeps what it knows, as resolvers that serve stale answers do, and asks again with the next call.
            return;
        }
    }

    @Override
    public void close() {
        calls.close();
    }
}
