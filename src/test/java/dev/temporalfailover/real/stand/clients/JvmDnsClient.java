package dev.temporalfailover.real.stand.clients;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Main class of a client that asks the JVM for the name's address and makes a new connection for every call, one each 100
 * ms: what it sees after a change in DNS is what the JVM's cache lets it see. Settings are system properties: {@code target}
 * (HOST:PORT), {@code report} (file), {@code clusters} ({@link Clusters#parse}), {@code dns.ttl} (seconds; the JVM's own is 30, -1
 * is for ever). A name that cannot be resolved is {@code UNKNOWN_HOST}; {@code BUSY} is a call that was not made because {@value
 * #THREADS} wait for DNS.
 */
public final class JvmDnsClient {
    private static final Duration RHYTHM = Duration.ofMillis(100);
    private static final Duration DEADLINE = Duration.ofSeconds(1);
    private static final int THREADS = 32;

    private final String host;
    private final int port;
    private final Journal journal;
    private final Caller caller;

    private JvmDnsClient(String host, int port, Journal journal, Caller caller) {
        this.host = host;
        this.port = port;
        this.journal = journal;
        this.caller = caller;
    }

    /** No arguments. */
    public static void main(String[] args) throws Exception {
        Settings.jvmDns();
        String target = Settings.needed("target");
        int colon = target.lastIndexOf(':');
        Journal journal = Settings.journal();
        Clusters clusters = Clusters.parse(System.getProperty("clusters", ""));
        Caller caller = new Caller(journal, clusters, new Regions(true), DEADLINE);
        JvmDnsClient client = new JvmDnsClient(
                target.substring(0, colon), Integer.parseInt(target.substring(colon + 1)), journal, caller);
        ThreadPoolExecutor calls = new ThreadPoolExecutor(0, THREADS, 10, TimeUnit.SECONDS, new SynchronousQueue<>());
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        clock.scheduleAtFixedRate(() -> client.begin(calls), 0, RHYTHM.toMillis(), TimeUnit.MILLISECONDS);
        Life.untilEnd(() -> {
            clock.shutdownNow();
            journal.close();
            calls.shutdownNow();
        });
    }

    private void begin(ThreadPoolExecutor calls) {
        try {
            calls.execute(this::call);
        } catch (RejectedExecutionException full) {
            journal.seen("call", "", false, "BUSY", 0, full.getClass().getSimpleName());
        }
    }

    private void call() {
        long began = System.nanoTime();
        try {
            InetAddress address = InetAddress.getByName(host);
            NettyChannelBuilder builder = NettyChannelBuilder.forAddress(new InetSocketAddress(address, port))
                    .overrideAuthority(host + ":" + port);
            Settings.security(builder);
            ManagedChannel channel = builder.build();
            caller.call(channel, ended -> channel.shutdownNow());
        } catch (UnknownHostException unknown) {
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
            journal.seen("call", "", false, "UNKNOWN_HOST", millis, unknown.getMessage());
        }
    }
}
