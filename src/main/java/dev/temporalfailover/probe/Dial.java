package dev.temporalfailover.probe;

import dev.temporalfailover.failover.verdict.Outcome;
import dev.temporalfailover.outside.Line;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.net.ssl.SSLParameters;

/**
 * One connection from nothing: TCP, then TLS, each timed, all within one deadline. Of several addresses the next is tried as
 * soon as one fails or takes long, and the first that is ready counts (RFC 8305). On the loop's thread only.
 */
final class Dial {
    /** RFC 8305, section 5. */
    private static final Duration NEXT_ADDRESS = Duration.ofMillis(250);

    private final Loop loop;
    private final SslContext tls;
    private final String serverName;
    private final Duration deadline;
    private final Map<String, Duration> phases = new LinkedHashMap<>();
    private final Consumer<Channel> connected;
    private final Consumer<Answer> failed;
    private final Deque<InetSocketAddress> waiting = new ArrayDeque<>();
    private final List<Attempt> attempts = new ArrayList<>();
    private Duration stagger = NEXT_ADDRESS;
    private java.util.concurrent.Future<?> timer;
    private boolean ended;

    /**
     * @param tls null for plaintext
     * @param serverName name to send and verify
     * @param deadline on the steady clock
     * @param connected gets the channel, which it must close
     * @param failed gets the reason, if no address could be connected to
     */
    Dial(
            Loop loop,
            SslContext tls,
            String serverName,
            Duration deadline,
            Consumer<Channel> connected,
            Consumer<Answer> failed) {
        this.loop = loop;
        this.tls = tls;
        this.serverName = serverName;
        this.deadline = deadline;
        this.connected = connected;
        this.failed = failed;
    }

    /** How long each part of the attempt that succeeded took, else of the last one. */
    Map<String, Duration> phases() {
        return phases;
    }

    /** Addresses that were tried before another one succeeded, with the reason; empty if all is well. */
    String inVain() {
        return attempts.stream()
                .filter(one -> !one.won)
                .map(one -> one.address + " "
                        + (one.failure == null
                                ? "did not answer within " + stagger.toMillis() + " ms"
                                : "failed: " + one.failure.detail()))
                .collect(Collectors.joining(", "));
    }

    /** Tries the addresses while there is time. */
    void start(List<InetSocketAddress> addresses) {
        waiting.addAll(addresses);
        long share = remaining().toMillis() / (2L * addresses.size());
        stagger = Duration.ofMillis(Math.max(10, Math.min(NEXT_ADDRESS.toMillis(), share)));
        next();
    }

    private Duration remaining() {
        return deadline.minus(loop.watch().look());
    }

    private void next() {
        if (timer != null) {
            timer.cancel(false);
        }
        if (ended || waiting.isEmpty()) {
            return;
        }
        Attempt attempt = new Attempt(waiting.poll());
        attempts.add(attempt);
        if (!waiting.isEmpty()) {
            timer = loop.after(stagger, this::next);
        }
        attempt.connect();
    }

    private void lost() {
        if (ended) {
            return;
        }
        if (!waiting.isEmpty() && remaining().toMillis() > 0) {
            next();
        } else if (attempts.stream().allMatch(one -> one.failure != null)) {
            ended = true;
            failed.accept(worst());
        }
    }

    /** What may be our own fault hides what may not: it would be true of every address. */
    private Answer worst() {
        Answer told = attempts.get(attempts.size() - 1).failure;
        if (attempts.size() == 1) {
            return told;
        }
        List<String> each = new ArrayList<>();
        for (Attempt one : attempts) {
            each.add(one.address + " " + one.failure.detail());
            told = one.failure.outcome().meaning() == Outcome.Meaning.UNCLEAR ? one.failure : told;
        }
        return new Answer(told.outcome(), String.join(", ", each));
    }

    /** One address. */
    private final class Attempt {
        private final InetSocketAddress to;
        private final String address;
        private final Map<String, Duration> took = new LinkedHashMap<>();
        private Channel channel;
        private Duration begun;
        private Answer failure;
        private boolean won;

        Attempt(InetSocketAddress to) {
            this.to = to;
            this.address = to.getAddress().getHostAddress();
        }

        void connect() {
            begun = loop.watch().look();
            long millis = Math.max(1, remaining().toMillis());
            ChannelFuture dialled = new Bootstrap()
                    .group(loop.thread())
                    .channel(NioSocketChannel.class)
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) Math.min(Integer.MAX_VALUE, millis))
                    .handler(new Quiet())
                    .connect(to);
            channel = dialled.channel();
            dialled.addListener(then("tcp", this::secure));
        }

        private void secure() {
            if (tls == null) {
                win();
                return;
            }
            SslHandler handler = tls.newHandler(channel.alloc(), serverName, -1);
            SSLParameters parameters = handler.engine().getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            handler.engine().setSSLParameters(parameters);
            handler.setHandshakeTimeoutMillis(Math.max(1, remaining().toMillis()));
            handler.handshakeFuture().addListener(then("tls", () -> agreed(handler)));
            channel.pipeline().addFirst(handler);
        }

        private void agreed(SslHandler handler) {
            List<String> wanted = tls.applicationProtocolNegotiator().protocols();
            String got = handler.applicationProtocol();
            if (wanted.isEmpty() || got != null && wanted.contains(got)) {
                win();
            } else {
                fail(GrpcOutcome.NO_ALPN);
            }
        }

        /** Netty keeps what a listener throws to itself, so that nobody would ever be told. */
        private GenericFutureListener<Future<Object>> then(String phase, Runnable next) {
            return done -> {
                if (failure != null || ended) {
                    channel.close();
                    return;
                }
                took.put(phase, loop.watch().look().minus(begun));
                begun = loop.watch().look();
                if (!done.isSuccess()) {
                    took.remove(phase);
                    fail(why(done.cause()));
                    return;
                }
                try {
                    next.run();
                } catch (RuntimeException | LinkageError e) {
                    fail(LocalFault.answer(loop.listener(), "connecting", e));
                }
            };
        }

        private void fail(Answer answer) {
            failure = answer;
            channel.close();
            phases.clear();
            phases.putAll(took);
            lost();
        }

        private void win() {
            ended = true;
            won = true;
            if (timer != null) {
                timer.cancel(false);
            }
            attempts.stream().filter(one -> one != this).forEach(one -> one.channel.close());
            phases.clear();
            phases.putAll(took);
            channel.pipeline().remove(Quiet.class);
            connected.accept(channel);
        }
    }

    private static Answer why(Throwable cause) {
        Outcome outcome = NetworkOutcome.of(cause);
        return GrpcOutcome.noAlpn(cause)
                ? GrpcOutcome.NO_ALPN
                : new Answer(outcome == null ? Outcome.UNREACHABLE : outcome, Line.root(cause));
    }

    /** Netty would log a failed handshake with its stack; the futures above already report it. */
    private static final class Quiet extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
