package dev.temporalfailover.exchange.bounds;

import dev.temporalfailover.exchange.identity.RefusalReason;
import dev.temporalfailover.exchange.identity.Refusals;
import io.grpc.Status;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Bounds the calls that are open at once. Where all places are taken, a call of an address that has fewer of them than another
 * gets the place of the other's oldest: so one address, however many calls it opens, keeps no other one out. Owned by one thread.
 *
 * @param <C> a call
 */
public final class Places<C> {
    private final String what;
    private final int most;
    private final BiConsumer<C, Status> ending;
    private final Refusals refusals;
    /** The oldest first. */
    private final Map<String, Set<C>> byAddress = new HashMap<>();

    private final Map<C, String> addresses = new HashMap<>();

    /**
     * @param what the calls, in the plural, for who is turned away
     * @param ending ends a call that has no place
     * @param refusals told of each that was turned away
     */
    public Places(String what, int most, BiConsumer<C, Status> ending, Refusals refusals) {
        this.what = what;
        this.most = most;
        this.ending = ending;
        this.refusals = refusals;
    }

    /** Gives the call a place. Where there is none left an older one of another address is ended, or this one. */
    public void take(C call, String from) {
        enter(call, from);
        if (addresses.size() <= most) {
            return;
        }
        Set<C> largest = byAddress.values().stream()
                .max(Comparator.comparingInt(Set::size))
                .orElseThrow();
        Set<C> own = byAddress.get(from);
        C loser = largest.size() > own.size() ? largest.iterator().next() : call;
        String address = addresses.get(loser);
        leave(loser);
        String why = "more than " + most + " " + what + ": the address that has most of them gives way";
        refusals.refused(RefusalReason.FULL, why, address);
        ending.accept(loser, Status.RESOURCE_EXHAUSTED.withDescription(why));
    }

    /** The call has ended; of one that has no place nothing is done. */
    public void leave(C call) {
        String address = addresses.remove(call);
        if (address != null) {
            byAddress.computeIfPresent(address, (a, calls) -> {
                calls.remove(call);
                return calls.isEmpty() ? null : calls;
            });
        }
    }

    private void enter(C call, String address) {
        addresses.put(call, address);
        byAddress.computeIfAbsent(address, a -> new LinkedHashSet<>()).add(call);
    }
}
