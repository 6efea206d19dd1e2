package dev.temporalfailover.probe.pool;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** For which part of its time one channel had a call under way. On the loop's thread. */
public final class ChannelUse {
    private int calls;
    private Duration since = Duration.ZERO;
    private Duration busy = Duration.ZERO;

    /** A call began. */
    public void began(Duration now) {
        if (calls++ == 0) {
            since = now;
        }
    }

    /** A call ended, whatever came of it. */
    public void ended(Duration now) {
        if (--calls == 0) {
            busy = busy.plus(now.minus(since));
        }
    }

    /** The time with a call since this was last asked. */
    public Duration take(Duration now) {
        Duration all = calls == 0 ? busy : busy.plus(now.minus(since));
        busy = Duration.ZERO;
        since = now;
        return all;
    }

    /**
     * The channels of one service of a region on one path as a connection pool: how many had a call under way, in the mean
     * of the last {@link #LOOKS} looks. A single look would find a channel of quick calls idle or busy by chance.
     */
    public static final class Pool {
        /** One a second. */
        static final int LOOKS = 60;

        private final Deque<Look> looks = new ArrayDeque<>();
        private Duration before;

        private record Look(Duration busy, Duration took) {}

        /** One look at all channels of the pool: their times with a call, added up, since the look before. */
        public void look(Duration busy, Duration now) {
            if (before != null) {
                looks.addLast(new Look(busy, now.minus(before)));
                if (looks.size() > LOOKS) {
                    looks.removeFirst();
                }
            }
            before = now;
        }

        /** Channels with a call under way, in the mean; 0 before the second look. */
        public double inUse() {
            Duration busy = looks.stream().map(Look::busy).reduce(Duration.ZERO, Duration::plus);
            Duration took = looks.stream().map(Look::took).reduce(Duration.ZERO, Duration::plus);
            return took.isZero() ? 0 : (double) busy.toNanos() / took.toNanos();
        }
    }
}
