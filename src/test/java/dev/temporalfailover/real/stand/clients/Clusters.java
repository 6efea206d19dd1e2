package dev.temporalfailover.real.stand.clients;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.temporal.api.workflowservice.v1.GetClusterInfoRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Which region a Temporal cluster is, by the id that it gave itself. A dev server in memory takes another id when it is
 * started again, which nobody knows.
 */
public final class Clusters {
    private final Map<String, String> regions;

    private Clusters(Map<String, String> regions) {
        this.regions = regions;
    }

    /** {@code us-east-1=ID,us-west-2=ID}; empty for none. Throws {@link IllegalArgumentException}. */
    public static Clusters parse(String text) {
        Map<String, String> regions = new TreeMap<>();
        for (String pair : text.isBlank() ? new String[0] : text.split(",", -1)) {
            String[] parts = pair.trim().split("=", 2);
            if (parts.length < 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
                throw new IllegalArgumentException("clusters are REGION=ID,REGION=ID; it was " + text);
            }
            regions.put(parts[1], parts[0]);
        }
        return new Clusters(Map.copyOf(regions));
    }

    /** Asks a server for its id. Throws {@link io.grpc.StatusRuntimeException} if it does not answer within the limit. */
    public static String id(String host, int port, Duration limit) {
        ManagedChannel channel = Grpc.newChannelBuilderForAddress(host, port, InsecureChannelCredentials.create())
                .build();
        try {
            return WorkflowServiceGrpc.newBlockingStub(channel)
                    .withWaitForReady()
                    .withDeadlineAfter(limit.toMillis(), TimeUnit.MILLISECONDS)
                    .getClusterInfo(GetClusterInfoRequest.getDefaultInstance())
                    .getClusterId();
        } finally {
            channel.shutdownNow();
        }
    }

    /** As a setting: {@code us-east-1=ID,us-west-2=ID}. */
    public static String text(Map<String, String> idOfRegion) {
        return idOfRegion.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(","));
    }

    /** The region that has this id; if nobody has, the one that a gateway has said; if none has, the id itself. */
    String region(String id, Optional<String> said) {
        return Optional.ofNullable(regions.get(id)).or(() -> said).orElse(id);
    }
}
