package dev.temporalfailover.real.stand.clients;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A connection as the Temporal SDK makes it. The SDK itself makes it only of grpc-netty-shaded, which is banned here, and
 * looks after it only if it has made it itself. So this does both, by the SDK's own options: round_robin over what the name
 * resolves to, keepalive also without calls, the backoff forgotten every 10 s, and once a minute the channel put to idle,
 * which has the next call resolve the name again while calls under way stay where they are. One daemon thread.
 *
 * <p>{@code -Dfast=true}: keepalive 5 s (which grpc-java makes 10 s, its least) with 3 s for the answer, backoff forgotten
 * every second. {@code -Dreconnect=PT10S}: put to idle that often.
 */
final class SdkChannel implements AutoCloseable {
    private static final int MESSAGE = 128 * 1024 * 1024;
    private static final int METADATA = 4 * 1024 * 1024;
    private static final Duration FAST_KEEPALIVE = Duration.ofSeconds(5);
    private static final Duration FAST_ANSWER = Duration.ofSeconds(3);
    private static final Duration FAST_BACKOFF = Duration.ofSeconds(1);

    private final ManagedChannel channel;
    private final WorkflowServiceStubsOptions options;
    private final ScheduledExecutorService care = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread caring = new Thread(task, "sdk-channel");
        caring.setDaemon(true);
        return caring;
    });

    /**
     * @param target as grpc-java takes it, {@code dns:///HOST:PORT}
     * @param authority instead of the target's; empty for that
     */
    SdkChannel(String target, String authority, boolean fast, Duration reconnect) {
        WorkflowServiceStubsOptions.Builder sdk = WorkflowServiceStubsOptions.newBuilder();
        if (fast) {
            sdk.setKeepAliveTime(FAST_KEEPALIVE)
                    .setKeepAliveTimeout(FAST_ANSWER)
                    .setConnectionBackoffResetFrequency(FAST_BACKOFF);
        }
        if (!reconnect.isZero()) {
            sdk.setGrpcReconnectFrequency(reconnect);
        }
        options = sdk.validateAndBuildWithDefaults();
        NettyChannelBuilder builder = NettyChannelBuilder.forTarget(target)
                .defaultLoadBalancingPolicy("round_robin")
                .maxInboundMessageSize(MESSAGE)
                .maxInboundMetadataSize(METADATA)
                .keepAliveTime(options.getKeepAliveTime().toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTimeout(options.getKeepAliveTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveWithoutCalls(options.getKeepAlivePermitWithoutStream())
                .idleTimeout(31, TimeUnit.DAYS);
        Settings.security(builder);
        if (!authority.isEmpty()) {
            builder.overrideAuthority(authority);
        }
        channel = builder.build();
        every(options.getConnectionBackoffResetFrequency(), channel::resetConnectBackoff);
        every(options.getGrpcReconnectFrequency(), channel::enterIdle);
    }

    /** As the settings say: {@code -Dtarget}, {@code -Dauthority}, {@code -Dfast}, {@code -Dreconnect}. */
    static SdkChannel asSet() {
        return new SdkChannel(
                target(),
                System.getProperty("authority", ""),
                Boolean.getBoolean("fast"),
                Settings.duration("reconnect", Duration.ZERO));
    }

    /** True unless the target is a sidecar that speaks for others. */
    static boolean direct() {
        return System.getProperty("authority", "").isEmpty();
    }

    private static String target() {
        String target = Settings.needed("target");
        return target.contains("://") ? target : "dns:///" + target;
    }

    private void every(Duration time, Runnable task) {
        care.scheduleWithFixedDelay(task, time.toMillis(), time.toMillis(), TimeUnit.MILLISECONDS);
    }

    ManagedChannel channel() {
        return channel;
    }

    /** Cuts calls that are under way. */
    @Override
    public void close() {
        care.shutdownNow();
        channel.shutdownNow();
    }
}
