package dev.temporalfailover.exchange.identity;

import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.outside.Line;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Counts refused peers, and says so once for each reason and address in {@link #EVERY}; what came meanwhile is said as a number.
 * Any thread.
 */
public final class Refusals {
    static final Duration EVERY = Duration.ofMinutes(1);
    /** Addresses named in that time; of further ones only the number is said. */
    private static final int NAMED = 20;

    private final Consumer<RefusalReason> count;
    private final Clock clock;
    private final Consumer<String> log;
    private final Map<RefusalReason, Map<String, String>> named = new EnumMap<>(RefusalReason.class);
    private final Map<RefusalReason, Integer> more = new EnumMap<>(RefusalReason.class);
    private Duration next;

    public Refusals(Consumer<RefusalReason> count, Clock clock, Consumer<String> log) {
        this.count = count;
        this.clock = clock;
        this.log = log;
        this.next = clock.steady().plus(EVERY);
    }

    /** The same rule, which counts whom it refuses; the attempt that it ends says why. */
    public static IdentityTrust.PeerRule counted(Consumer<RefusalReason> count, IdentityTrust.PeerRule rule) {
        return peer -> {
            try {
                rule.check(peer);
            } catch (PeerId.Refused e) {
                count.accept(e.reason());
                throw e;
            }
        };
    }

    /** A handshake or a call failed by the peer's certificate, or by what it sent instead of a handshake. */
    public void refused(Throwable cause, String address) {
        RefusalReason reason = RefusalReason.HANDSHAKE;
        for (Throwable at = cause; at != null; at = at.getCause()) {
            reason = at instanceof PeerId.Refused refused ? refused.reason() : reason;
        }
        refused(reason, Line.of(Line.root(cause), PeerId.LINE), address);
    }

    public void refused(RefusalReason reason, String why, String address) {
        count.accept(reason);
        String line = note(reason, why, address);
        if (!line.isEmpty()) {
            log.accept(line);
        }
    }

    private synchronized String note(RefusalReason reason, String why, String address) {
        Map<String, String> of = named.computeIfAbsent(reason, r -> new LinkedHashMap<>());
        if (of.containsKey(address) || of.size() >= NAMED) {
            more.merge(reason, 1, Integer::sum);
            return "";
        }
        of.put(address, why);
        return "an instance at " + address + " was refused (" + reason.word() + "): " + why;
    }

    /** Once a heartbeat: says how many more there were, when it is time. */
    public void tell() {
        StringBuilder lines = new StringBuilder();
        synchronized (this) {
            if (clock.steady().compareTo(next) < 0) {
                return;
            }
            next = clock.steady().plus(EVERY);
            more.forEach((reason, count) -> lines.append(lines.isEmpty() ? "" : ", ")
                    .append(count)
                    .append(' ')
                    .append(reason.word()));
            more.clear();
            named.clear();
        }
        if (!lines.isEmpty()) {
            log.accept("refused since the last such line, besides those that were named: " + lines);
        }
    }
}
