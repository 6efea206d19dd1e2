package dev.temporalfailover.api.access;

import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.failover.pace.TokenBucket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Addresses whose tokens were refused: each is said once, then once a minute with the count, and has no more than
 * {@link #A_MINUTE} tries a minute. A right token is never counted, so that a stranger behind the same gateway locks nobody
 * out. Any thread.
 */
public final class RefusedCallers {
    static final int A_MINUTE = 30;
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int ADDRESSES = 1_000;
    /** However many addresses somebody has. */
    private static final int LINES_A_MINUTE = 20;

    private final Clock clock;
    private final Consumer<String> log;
    private TokenBucket lines;
    private final Map<String, Tries> byAddress = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Tries> eldest) {
            return size() > ADDRESSES;
        }
    };

    private record Tries(Duration since, int count) {}

    /** @param log takes a line for people */
    public RefusedCallers(Clock clock, Consumer<String> log) {
        this.clock = clock;
        this.log = log;
        this.lines = TokenBucket.full(LINES_A_MINUTE, WINDOW.dividedBy(LINES_A_MINUTE), clock.steady());
    }

    /**
     * A token from this address was refused.
     *
     * @return how the caller is answered: as refused, or with 429 once it has tried too often
     */
    public synchronized Refusal refused(String address, Refusal why) {
        Duration now = clock.steady();
        Tries before = byAddress.get(address);
        boolean begins = before == null || now.minus(before.since).compareTo(WINDOW) >= 0;
        Tries tries = begins ? new Tries(now, 1) : new Tries(before.since, before.count + 1);
        byAddress.put(address, tries);
        if (begins && lines.allows(now, 0)) {
            lines = lines.take(now);
            String more = before == null || before.count == 1 ? "" : ", " + before.count + " in the minute before";
            log.accept("a call from " + address + " was refused: " + why.getMessage() + more);
        }
        return tries.count > A_MINUTE ? Refusal.tooOften() : why;
    }
}
