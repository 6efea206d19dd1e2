package dev.temporalfailover.probe;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.StatusOr;
import java.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Gives gRPC the addresses of one target in the order in which it tries them: one that failed last is tried last. It tries the
 * next only when one has failed, so each has only its share of the time while there are others. On the loop's thread only.
 */
final class DialOrder extends NameResolverProvider {
    /** Covers the distance between two continents; doubled each time that no address was reached. */
    private static final Duration SHORTEST = Duration.ofMillis(250);

    private static final int MOST_DOUBLINGS = 10;

    private final String authority;
    private final Set<SocketAddress> failing = new LinkedHashSet<>();
    private List<SocketAddress> known = List.of();
    private NameResolver.Listener2 resolverListener;
    private int failures;

    /** @param authority name to send and to verify */
    DialOrder(String authority) {
        this.authority = authority;
    }

    /** The addresses are now these; a connection to one that stays is kept. */
    void set(List<? extends SocketAddress> now) {
        boolean changed = !now.equals(known);
        known = List.copyOf(now);
        failing.retainAll(known);
        if (changed && resolverListener != null) {
            tell(resolverListener);
        }
    }

    /**
     * No connection came about, or one that does not answer; told to gRPC when it next begins from the start.
     *
     * @param address null if it was given up before it was dialled
     */
    void failed(SocketAddress address) {
        if (address != null && known.contains(address)) {
            failures++;
            failing.remove(address);
            failing.add(address);
        }
    }

    void connected(SocketAddress address) {
        failures = 0;
        failing.remove(address);
    }

    /**
     * How long a TCP handshake may take.
     *
     * @param timeout of a probe, which all addresses share
     * @param patience for the only one
     */
    Duration share(Duration timeout, Duration patience) {
        if (known.size() < 2) {
            return patience;
        }
        Duration even = timeout.dividedBy(known.size() + 1L);
        Duration first = even.compareTo(SHORTEST) < 0 ? SHORTEST : even;
        Duration share = first.multipliedBy(1L << Math.min(MOST_DOUBLINGS, failures / known.size()));
        return share.compareTo(patience) > 0 ? patience : share;
    }

    /** First those that are not known to fail. */
    List<SocketAddress> order() {
        List<SocketAddress> order = new ArrayList<>(known);
        order.removeAll(failing);
        order.addAll(failing);
        return order;
    }

    private void tell(NameResolver.Listener2 listener) {
        listener.onResult(NameResolver.ResolutionResult.newBuilder()
                .setAddressesOrError(StatusOr.fromValue(
                        order().stream().map(EquivalentAddressGroup::new).toList()))
                .build());
    }

    @Override
    public NameResolver newNameResolver(URI target, NameResolver.Args args) {
        return new NameResolver() {
            private Listener2 mine;

            @Override
            public String getServiceAuthority() {
                return authority;
            }

            @Override
            public void start(Listener2 listener) {
                mine = listener;
                resolverListener = listener;
                tell(listener);
            }

            @Override
            public void shutdown() {
                if (resolverListener == mine) {
                    resolverListener = null;
                }
            }
        };
    }

    @Override
    public String getDefaultScheme() {
        return "probe";
    }

    @Override
    protected boolean isAvailable() {
        return true;
    }

    @Override
    protected int priority() {
        return 5;
    }
}
