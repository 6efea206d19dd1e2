package dev.temporalfailover.exchange;

import dev.temporalfailover.coordination.HomeCluster;
import dev.temporalfailover.coordination.Roster;
import dev.temporalfailover.exchange.identity.PeerId;
import dev.temporalfailover.exchange.identity.RefusalReason;
import dev.temporalfailover.exchange.identity.Refusals;
import io.grpc.Status;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * One voice for each observer: its newest stream. An observer whose certificate is its place's, not its own, must be known to
 * the cluster, or else each address has one voice. Owned by the exchange's thread.
 */
final class Voices {
    private final HomeCluster home;
    private final ReportListener judge;
    private final Refusals refusals;
    private final Executor thread;
    private final Map<String, ReportStream> byObserver = new HashMap<>();
    /** Observers whose names nothing proves but that they are alone at their address. */
    private final Map<String, String> byAddress = new HashMap<>();
    /** Those that may still be remembered, though they speak no more; oldest first. */
    private final Set<String> unproved = new LinkedHashSet<>();

    /** @param thread the exchange's own */
    Voices(HomeCluster home, ReportListener judge, Refusals refusals, Executor thread) {
        this.home = home;
        this.judge = judge;
        this.refusals = refusals;
        this.thread = thread;
    }

    /** What the cluster says of an observer, on the exchange's thread. */
    void look(ReportStream stream, String observer, Consumer<Roster.Standing> then) {
        home.roster()
                .look(observer, stream.caller().address(), standing -> thread.execute(() -> then.accept(standing)));
    }

    /**
     * Throws if the cluster does not know it. If the cluster tells nothing, another observer at its address is forgotten; it throws
     * if as many speak as there can be.
     */
    void admit(ReportStream stream, String observer, Roster.Standing standing) throws PeerId.Refused {
        String address = stream.caller().address();
        if (standing == Roster.Standing.STRANGER) {
            throw new PeerId.Refused(
                    RefusalReason.UNKNOWN_INSTANCE, "the cluster has no instance " + observer + " at " + address);
        }
        if (standing == Roster.Standing.UNTOLD) {
            String other = byAddress.put(address, observer);
            ReportStream older = other == null || other.equals(observer) ? null : byObserver.remove(other);
            if (older != null) {
                String why = observer + " speaks at the address of " + other;
                refusals.refused(RefusalReason.SAME_VOICE, why, address);
                forget(other);
                older.end(Status.ABORTED.withDescription(why));
            }
            makeRoom(observer, address);
        }
    }

    /** Whoever no longer speaks gives way, or else its silence would count beside the voice of the next name. */
    private void makeRoom(String observer, String address) throws PeerId.Refused {
        if (home.most() == Integer.MAX_VALUE) {
            return;
        }
        unproved.add(observer);
        for (String silent : List.copyOf(unproved)) {
            if (others(observer) + 2 > home.most() && !silent.equals(observer) && !byObserver.containsKey(silent)) {
                forget(silent);
            }
        }
        if (others(observer) + 2 > home.most()) {
            unproved.remove(observer);
            byAddress.remove(address, observer);
            throw new PeerId.Refused(
                    RefusalReason.FULL,
                    "there are " + home.most() + " instances, and as many are heard without " + observer);
        }
    }

    /** How many there are besides it and this instance. */
    private long others(String observer) {
        return Stream.concat(byObserver.keySet().stream(), unproved.stream())
                .distinct()
                .filter(one -> !one.equals(observer))
                .count();
    }

    private void forget(String observer) {
        unproved.remove(observer);
        judge.left(observer);
    }

    /** The stream's observer is heard on it, and on no older one. */
    void speaks(ReportStream stream) {
        ReportStream older = byObserver.put(stream.observer, stream);
        if (older != null) {
            older.end(Status.ABORTED.withDescription("replaced by a newer stream of this observer"));
        }
    }

    /** Nothing is heard on the stream any more. */
    void ended(ReportStream stream) {
        if (byObserver.remove(stream.observer, stream)) {
            byAddress.remove(stream.caller().address(), stream.observer);
        }
    }
}
