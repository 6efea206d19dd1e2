package dev.temporalfailover.probe.dns;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;

/**
 * Sends a question to one server after the other, the next as soon as one fails or says nothing for a while, and takes the
 * first good answer, also of one that was asked earlier. dnsjava's own resolver looks at its timeouts about once a second only.
 */
public final class Resends implements Resolver {
    private static final int ROUNDS = 10;
    /** One that answers this late still counts. */
    private static final Duration LISTENS = Duration.ofSeconds(5);

    private final ScheduledExecutorService thread;
    private final List<Resolver> servers;
    private final Duration after;

    /**
     * @param thread for the timers; its tasks are short
     * @param servers in the order of preference, not empty
     * @param after without an answer for this long it is sent again
     */
    public Resends(ScheduledExecutorService thread, List<InetSocketAddress> servers, Duration after) {
        this.thread = thread;
        this.servers = servers.stream().map(Resends::one).toList();
        this.after = after;
    }

    private static Resolver one(InetSocketAddress server) {
        SimpleResolver one = new SimpleResolver(server);
        one.setTimeout(LISTENS);
        return one;
    }

    @Override
    public CompletionStage<Message> sendAsync(Message query) {
        Sending sending = new Sending(query);
        sending.run(sending::next);
        return sending.answer;
    }

    @Override
    public CompletionStage<Message> sendAsync(Message query, Executor ignored) {
        return sendAsync(query);
    }

    /** One question under way. On the thread only. */
    private final class Sending {
        private final CompletableFuture<Message> answer = new CompletableFuture<>();
        private final Message query;
        private Future<?> timer;
        private int sent;
        private int failed;

        Sending(Message query) {
            this.query = query;
        }

        void run(Runnable step) {
            try {
                thread.execute(() -> {
                    try {
                        step.run();
                    } catch (RuntimeException e) {
                        answer.completeExceptionally(e);
                    }
                });
            } catch (RejectedExecutionException closed) {
                answer.completeExceptionally(closed);
            }
        }

        void next() {
            if (answer.isDone() || sent >= ROUNDS * servers.size()) {
                return;
            }
            Resolver server = servers.get(sent++ % servers.size());
            if (timer != null) {
                timer.cancel(false);
            }
            timer = thread.schedule(() -> run(this::next), after.toNanos(), TimeUnit.NANOSECONDS);
            server.sendAsync(query).whenComplete((message, error) -> run(() -> ended(message, error)));
        }

        private void ended(Message message, Throwable error) {
            if (answer.isDone()) {
                return;
            }
            int rcode = message == null ? Rcode.SERVFAIL : message.getRcode();
            if (rcode == Rcode.NOERROR || rcode == Rcode.NXDOMAIN) {
                timer.cancel(false);
                answer.complete(message);
                return;
            }
            failed++;
            if (sent < servers.size()) {
                next();
            } else if (failed >= servers.size()) {
                // All of them failed, or one so often.
                timer.cancel(false);
                if (message == null) {
                    answer.completeExceptionally(error);
                } else {
                    answer.complete(message);
                }
            }
        }
    }

    @Override
    public void setPort(int port) {
        servers.forEach(one -> one.setPort(port));
    }

    @Override
    public void setTCP(boolean always) {
        servers.forEach(one -> one.setTCP(always));
    }

    @Override
    public void setIgnoreTruncation(boolean ignore) {
        servers.forEach(one -> one.setIgnoreTruncation(ignore));
    }

    @Override
    public void setEDNS(int version, int payload, int flags, List<EDNSOption> options) {
        servers.forEach(one -> one.setEDNS(version, payload, flags, options));
    }

    @Override
    public void setTSIGKey(TSIG key) {
        servers.forEach(one -> one.setTSIGKey(key));
    }

    @Override
    public void setTimeout(Duration timeout) {
        servers.forEach(one -> one.setTimeout(timeout));
    }
}
