package dev.temporalfailover.exchange;

import dev.temporalfailover.exchange.bounds.UnfinishedMessages;
import dev.temporalfailover.exchange.identity.Callers;
import dev.temporalfailover.exchange.identity.RefusalReason;
import dev.temporalfailover.exchange.identity.Refusals;
import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.outside.FloodGuard;
import dev.temporalfailover.outside.FrameGuard;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Bounds the server's accepted connections, and reports failed handshakes. Of connections that have not proved themselves yet
 * there are few, and for a new one the oldest is closed: so idle ones, which cost their owner nothing, keep nobody out.
 */
@Sharable
final class Doorkeeper extends ChannelInboundHandlerAdapter {
    /** Connections before the end of their handshakes. */
    static final int STRANGERS = 256;
    /** Of them, from one address. */
    static final int STRANGERS_OF_AN_ADDRESS = 32;
    /** Bytes that a connection may send; an observer's first report, of a message, is the most that an honest one does. */
    private static final int PER_SECOND = 2 << 20;

    private final int most;
    private final int perAddress;
    private final Refusals refusals;
    private final Clock clock;
    /** By address; the oldest first. Guarded by this, as is what follows. */
    private final Map<Channel, String> strangers = new LinkedHashMap<>();

    private final Map<String, Integer> admitted = new HashMap<>();
    /** Those that have proved themselves, by address and port. */
    private final Map<SocketAddress, Channel> proved = new ConcurrentHashMap<>();

    private int open;

    /**
     * @param limits of connections that have proved themselves
     * @param spare more of them than there may be streams
     */
    Doorkeeper(ExchangeSettings.Limits limits, int spare, Refusals refusals, Clock clock) {
        this.most = limits.observers() + limits.watchers() + spare;
        this.perAddress = limits.perAddress();
        this.refusals = refusals;
        this.clock = clock;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object accepted) {
        Channel connection = (Channel) accepted;
        String address = Callers.host(connection.remoteAddress());
        strange(connection, address);
        connection.closeFuture().addListener(closed -> forget(connection));
        connection.pipeline().addLast(new FloodGuard(PER_SECOND, clock), new FirstBytes(address));
        ctx.fireChannelRead(accepted);
    }

    private synchronized void strange(Channel connection, String address) {
        strangers.put(connection, address);
        Predicate<String> same = address::equals;
        if (strangers.values().stream().filter(same).count() > STRANGERS_OF_AN_ADDRESS) {
            closeOldest(same, STRANGERS_OF_AN_ADDRESS + " connections of this address wait for their handshakes");
        } else if (strangers.size() > STRANGERS) {
            closeOldest(any -> true, STRANGERS + " connections wait for their handshakes");
        }
    }

    private void closeOldest(Predicate<String> of, String why) {
        Map.Entry<Channel, String> oldest = strangers.entrySet().stream()
                .filter(one -> of.test(one.getValue()))
                .findFirst()
                .orElseThrow();
        strangers.remove(oldest.getKey());
        cut(oldest.getKey());
        refusals.refused(RefusalReason.FULL, "more than " + why, oldest.getValue());
    }

    private synchronized void forget(Channel connection) {
        strangers.remove(connection);
    }

    private void proved(Channel connection, String address) {
        String full = admit(connection, address);
        if (!full.isEmpty()) {
            refusals.refused(RefusalReason.FULL, full, address);
            cut(connection);
        }
    }

    private synchronized String admit(Channel connection, String address) {
        strangers.remove(connection);
        SocketAddress from = connection.remoteAddress();
        if (from == null) {
            return "a connection that has gone";
        }
        if (open >= most) {
            return "more than " + most + " connections of other instances";
        }
        if (admitted.getOrDefault(address, 0) >= perAddress) {
            return "more than " + perAddress + " connections of this address";
        }
        open++;
        admitted.merge(address, 1, Integer::sum);
        proved.put(from, connection);
        connection.closeFuture().addListener(closed -> {
            proved.remove(from, connection);
            leave(address);
        });
        return "";
    }

    /** Messages that are not complete take too much, and the connection from there sent the last of it. */
    void overfull(SocketAddress from) {
        Channel connection = proved.get(from);
        if (connection != null) {
            cut(connection);
            refusals.refused(
                    RefusalReason.FULL,
                    "messages that are not complete have more than " + UnfinishedMessages.MOST + " bytes of all calls",
                    Callers.host(from));
        }
    }

    /** At once; through TLS it would wait with its farewell for a peer that does not read. */
    private static void cut(Channel connection) {
        ChannelHandlerContext first = connection.pipeline().firstContext();
        if (first != null) {
            first.close();
        }
    }

    private synchronized void leave(String address) {
        open--;
        admitted.computeIfPresent(address, (a, count) -> count == 1 ? null : count - 1);
    }

    private void failed(Throwable cause, String address) {
        if (!(cause instanceof ClosedChannelException)) {
            refusals.refused(cause, address);
        }
    }

    /** Sees that the peer sends data; a peer that only connects, as a load balancer's check does, is not reported. */
    private final class FirstBytes extends ChannelInboundHandlerAdapter {
        private final String address;

        FirstBytes(String address) {
            this.address = address;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object bytes) {
            SslHandler tls = ctx.pipeline().get(SslHandler.class);
            FrameGuard frames = new FrameGuard(clock, why -> refusals.refused(RefusalReason.FULL, why, address));
            if (tls == null) {
                ctx.pipeline().addAfter(ctx.name(), "frames", frames);
                proved(ctx.channel(), address);
            } else {
                tls.handshakeFuture().addListener(done -> {
                    if (done.isSuccess()) {
                        ctx.pipeline().addAfter(ctx.pipeline().context(tls).name(), "frames", frames);
                        proved(ctx.channel(), address);
                    } else {
                        failed(done.cause(), address);
                    }
                });
            }
            ctx.fireChannelRead(bytes);
            ctx.pipeline().remove(this);
        }
    }
}
