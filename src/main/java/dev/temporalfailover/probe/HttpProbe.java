package dev.temporalfailover.probe;

import dev.temporalfailover.failover.verdict.Outcome;
import dev.temporalfailover.outside.Line;
import dev.temporalfailover.outside.TokenFile;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One GET on a connection of its own: bounded, redirects not followed, one deadline over all of it. */
final class HttpProbe implements Question {
    private static final int MAX_LINE = 4096;
    private static final int MAX_HEADERS = 16 << 10;
    private static final int MAX_BODY = 256 << 10;
    private static final int MAX_INTERIM = 8;

    private final Loop loop;
    private final Endpoint endpoint;
    private final Supplier<List<InetSocketAddress>> addresses;
    private final Supplier<SslContext> tls;
    private final TokenFile token;

    /**
     * @param addresses never empty when asked
     * @param tls null for plaintext
     * @param token null for none
     */
    HttpProbe(
            Loop loop,
            Endpoint endpoint,
            Supplier<List<InetSocketAddress>> addresses,
            Supplier<SslContext> tls,
            TokenFile token) {
        this.loop = loop;
        this.endpoint = endpoint;
        this.addresses = addresses;
        this.tls = tls;
        this.token = token;
    }

    @Override
    public void ask(Duration timeout, Consumer<Answer> done) {
        Duration deadline = loop.watch().look().plus(timeout);
        new Dial(
                        loop,
                        tls == null ? null : tls.get(),
                        endpoint.serverName(),
                        deadline,
                        channel -> get(channel, deadline, done),
                        done)
                .start(addresses.get());
    }

    private void get(Channel channel, Duration deadline, Consumer<Answer> done) {
        HttpCall exchange = new HttpCall(loop.listener(), done);
        exchange.timer = loop.after(deadline.minus(loop.watch().look()), () -> exchange.end(channel, late()));
        channel.pipeline().addLast(new HttpClientCodec(MAX_LINE, MAX_HEADERS, 8192), exchange);
        FullHttpRequest request = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1, HttpMethod.GET, endpoint.httpPath().orElseThrow());
        request.headers()
                .set(HttpHeaderNames.HOST, endpoint.authority())
                .set(HttpHeaderNames.USER_AGENT, "temporal-failover")
                .set(HttpHeaderNames.CONNECTION, "close");
        if (token != null) {
            request.headers().set(HttpHeaderNames.AUTHORIZATION, token.authorization());
        }
        channel.writeAndFlush(request);
    }

    private static Answer late() {
        return new Answer(Outcome.DEADLINE, "connected, no complete answer in time");
    }

    /** What an HTTP status means. */
    static Answer of(int status) {
        Outcome outcome = status >= 200 && status < 300
                ? Outcome.OK
                : switch (status) {
                    case 401, 403 -> Outcome.AUTH;
                    case 429 -> Outcome.OVERLOADED;
                    case 503 -> Outcome.NOT_SERVING;
                    default -> Outcome.FAILED;
                };
        return outcome == Outcome.OK ? Answer.OK : new Answer(outcome, "HTTP " + status);
    }

    /** Reads the answer to its end, without keeping it. */
    private static final class HttpCall extends SimpleChannelInboundHandler<HttpObject> {
        private final ProbeListener listener;
        private final Consumer<Answer> done;
        private Future<?> timer;
        private int status;
        private int interim;
        private long bytes;
        private boolean ended;

        HttpCall(ProbeListener listener, Consumer<Answer> done) {
            this.listener = listener;
            this.done = done;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, HttpObject part) {
            if (part.decoderResult().isFailure()) {
                malformed(ctx, Line.root(part.decoderResult().cause()));
                return;
            }
            if (part instanceof HttpResponse response) {
                status = response.status().code();
            }
            if (part instanceof HttpContent content) {
                bytes += content.content().readableBytes();
                if (bytes > MAX_BODY) {
                    malformed(ctx, "a body of more than " + MAX_BODY + " bytes");
                    return;
                }
            }
            if (part instanceof LastHttpContent) {
                if (status >= 200) {
                    end(ctx.channel(), status > 599 ? new Answer(Outcome.MALFORMED, "HTTP " + status) : of(status));
                } else if (++interim > MAX_INTERIM) {
                    malformed(ctx, "more than " + MAX_INTERIM + " interim answers");
                }
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            end(
                    ctx.channel(),
                    status == 0
                            ? new Answer(Outcome.UNREACHABLE, "connection closed without an answer")
                            : new Answer(Outcome.MALFORMED, "HTTP " + status + ", cut short"));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (LocalFault.is(cause)) {
                end(ctx.channel(), LocalFault.answer(listener, "reading the answer to http", cause));
                return;
            }
            Outcome outcome = NetworkOutcome.of(cause);
            end(ctx.channel(), new Answer(outcome == null ? Outcome.MALFORMED : outcome, Line.root(cause)));
        }

        private void malformed(ChannelHandlerContext ctx, String detail) {
            end(ctx.channel(), new Answer(Outcome.MALFORMED, detail));
        }

        private void end(Channel channel, Answer answer) {
            if (!ended) {
                ended = true;
                timer.cancel(false);
                channel.close();
                done.accept(answer);
            }
        }
    }
}
