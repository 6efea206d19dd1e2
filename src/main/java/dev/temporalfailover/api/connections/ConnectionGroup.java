package dev.temporalfailover.api.connections;

import io.netty.channel.Channel;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The connections of one port. A new one always gets in, so that a health checker's does: where there are too many, the caller with the most
 * loses the one that has asked nothing for longest. None is lost before it could ask; while too many are that new, no more are accepted.
 * Thread-safe.
 */
final class ConnectionGroup {
    /** Connections at once, without those that are new. */
    static final int MOST = 256;

    /** The same with those that are new. */
    static final int MOST_WITH_NEW = 512;

    /** Bytes of answers that wait in all of them to be read. */
    static final long MOST_UNSENT = 8 << 20;

    private static final long PAUSE_MILLIS = 50;

    private final Channel listener;
    private final Consumer<ClosedWhy> closings;
    private final Set<BoundConnection> open = new LinkedHashSet<>();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicBoolean paused = new AtomicBoolean();
    private final AtomicLong unsent = new AtomicLong();

    /** @param closings takes why a connection was ended; from any thread, must not block */
    ConnectionGroup(Channel listener, Consumer<ClosedWhy> closings) {
        this.listener = listener;
        this.closings = closings;
    }

    /** This service ends one. */
    void closing(ClosedWhy why) {
        closings.accept(why);
    }

    /** One more has been accepted; it is added when its event loop begins with it, which may be late. */
    void accepted(Channel one) {
        one.closeFuture().addListener(closed -> accepted.decrementAndGet());
        if (accepted.incrementAndGet() >= MOST_WITH_NEW && paused.compareAndSet(false, true)) {
            // What is not accepted waits in the kernel.
            listener.config().setAutoRead(false);
            resumeLater();
        }
    }

    private void resumeLater() {
        listener.eventLoop().schedule(this::resume, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void resume() {
        crowdOut();
        if (accepted.get() < MOST_WITH_NEW) {
            paused.set(false);
            listener.config().setAutoRead(true);
        } else {
            resumeLater();
        }
    }

    void add(BoundConnection one) {
        synchronized (open) {
            open.add(one);
        }
        crowdOut();
    }

    void remove(BoundConnection one) {
        synchronized (open) {
            open.remove(one);
        }
    }

    /** So many more bytes wait, or fewer if negative. With too many, the connection that holds the most of them is ended. */
    void unsent(long bytes) {
        if (unsent.addAndGet(bytes) > MOST_UNSENT && bytes > 0) {
            BoundConnection largest;
            synchronized (open) {
                largest = open.stream()
                        .max(Comparator.comparingLong(BoundConnection::unsent))
                        .orElse(null);
            }
            if (largest != null) {
                largest.close(ClosedWhy.UNREAD_BYTES);
            }
        }
    }

    private void crowdOut() {
        List<BoundConnection> victims = new ArrayList<>();
        synchronized (open) {
            long busy = open.stream().filter(BoundConnection::busy).count();
            if (open.size() > MOST) {
                victims.addAll(oldest(false, open.size() - MOST));
            }
            if (busy > MOST) {
                victims.addAll(oldest(true, busy - MOST));
            }
            victims.forEach(open::remove);
        }
        victims.forEach(one -> one.close(ClosedWhy.CROWDED));
    }

    private List<BoundConnection> oldest(boolean busy, long most) {
        Map<InetAddress, Integer> counts = new HashMap<>();
        open.forEach(one -> counts.merge(one.caller(), 1, Integer::sum));
        return open.stream()
                .filter(one -> one.busy() == busy && !one.isNew())
                .sorted(Comparator.<BoundConnection, Integer>comparing(one -> -counts.get(one.caller()))
                        .thenComparing(BoundConnection::since))
                .limit(most)
                .toList();
    }
}
