package dev.temporalfailover.api.connections;

import dev.temporalfailover.failover.Clock;
import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;
import io.netty.channel.FixedRecvByteBufAllocator;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Netty's hook for the connections that a server accepts: those of the API's and of the management port are bounded. Vert.x and Quarkus
 * have no such hook: a connection that has not sent a whole request is not shown to them, nor how much of an answer is not read.
 * Made by {@link java.util.ServiceLoader} if {@link #enable} was called before the first server started.
 */
public final class ConnectionBounds extends ChannelInitializerExtension {
    /** What is read at once. Eight of these wait for a request that is not handled yet. */
    private static final int READ_BYTES = 4_096;

    private static final int READS_AT_ONCE = 4;

    /** By name, the settings of Quarkus that have the numbers. */
    private static final Map<String, String> PORTS =
            Map.of("api", "quarkus.http.port", "management", "quarkus.management.port");

    private static volatile Clock clock;
    private static volatile BiConsumer<String, String> closings = (port, why) -> {};

    private final Map<String, ConnectionGroup> groups = new ConcurrentHashMap<>();

    /** Switches it on for all servers of the process that start later. */
    public static void enable(Clock time) {
        clock = time;
        System.setProperty(EXTENSIONS_SYSTEM_PROPERTY, "serviceload");
    }

    /**
     * Who counts the connections that are ended.
     *
     * @param listener takes the port's name, {@code api} or {@code management}, and why; from any thread, must not block
     */
    public static void countedBy(BiConsumer<String, String> listener) {
        closings = listener;
    }

    @Override
    public void postInitializeServerChildChannel(Channel accepted) {
        Optional<String> name = accepted.parent().localAddress() instanceof InetSocketAddress server
                ? name(server.getPort())
                : Optional.empty();
        if (name.isPresent()) {
            ConnectionGroup group = groups.computeIfAbsent(
                    name.get(),
                    port -> new ConnectionGroup(accepted.parent(), why -> closings.accept(port, why.word())));
            group.accepted(accepted);
            accepted.config()
                    .setRecvByteBufAllocator(
                            new FixedRecvByteBufAllocator(READ_BYTES).maxMessagesPerRead(READS_AT_ONCE));
            accepted.pipeline().addFirst("connection", new BoundConnection(group, clock));
        }
    }

    private static Optional<String> name(int port) {
        return PORTS.entrySet().stream()
                .filter(one -> ConfigProvider.getConfig().getValue(one.getValue(), Integer.class) == port)
                .map(Map.Entry::getKey)
                .findFirst();
    }
}
