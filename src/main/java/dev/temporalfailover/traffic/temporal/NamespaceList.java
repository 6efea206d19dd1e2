package dev.temporalfailover.traffic.temporal;

import com.google.protobuf.ByteString;
import dev.temporalfailover.traffic.temporal.FrontendClient.Right;
import io.temporal.api.workflowservice.v1.ListNamespacesRequest;
import io.temporal.api.workflowservice.v1.ListNamespacesResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * One region's namespaces, page by page. A list ends in time, whatever the server answers: it has so many pages at most, each
 * with a deadline.
 */
final class NamespaceList {
    static final int MOST = 1_000;
    static final Duration DEADLINE = Duration.ofSeconds(2);
    private static final int PAGE = 100;
    /** Twice what {@link #MOST} needs: a page that has deleted namespaces is shorter. */
    static final int PAGES = 20;

    private final FrontendClient client;
    private final Map<String, ClusterNamespace> found = new LinkedHashMap<>();
    private final CompletableFuture<NamespacesFound> done = new CompletableFuture<>();
    private int unreadable;

    /**
     * What a list gave.
     *
     * @param problem what is missing in it, for a person; empty if nothing is
     */
    record NamespacesFound(Map<String, ClusterNamespace> byName, String problem) {}

    private NamespaceList(FrontendClient client) {
        this.client = client;
    }

    /** Begins a list; the future fails with the first page that does. */
    static CompletableFuture<NamespacesFound> begin(FrontendClient client) {
        NamespaceList list = new NamespaceList(client);
        list.page(ByteString.EMPTY, 1);
        return list.done;
    }

    private void page(ByteString token, int number) {
        ListNamespacesRequest request = ListNamespacesRequest.newBuilder()
                .setPageSize(PAGE)
                .setNextPageToken(token)
                .build();
        client.ask(WorkflowServiceGrpc.getListNamespacesMethod(), request, Right.READ, DEADLINE)
                .whenComplete((answer, failure) -> {
                    if (failure != null) {
                        done.completeExceptionally(failure);
                    } else {
                        take(answer, number);
                    }
                });
    }

    private void take(ListNamespacesResponse answer, int number) {
        try {
            // A server that gives more than it was asked for is not read to the end.
            answer.getNamespacesList().stream()
                    .limit(PAGE)
                    .filter(told -> !ClusterNamespace.deleted(told))
                    .forEach(told -> ClusterNamespace.of(told)
                            .ifPresentOrElse(one -> found.put(one.name(), one), () -> unreadable++));
            boolean more = !answer.getNextPageToken().isEmpty();
            if (more && found.size() < MOST && number < PAGES) {
                page(answer.getNextPageToken(), number + 1);
            } else {
                end(more || found.size() > MOST);
            }
        } catch (RuntimeException defect) {
            done.completeExceptionally(defect);
        }
    }

    private void end(boolean cut) {
        Map<String, ClusterNamespace> first = new LinkedHashMap<>();
        found.values().stream().limit(MOST).forEach(one -> first.put(one.name(), one));
        String problem = cut
                ? "has more than " + MOST + " namespaces; those beyond are neither shown nor moved"
                : unreadable > 0 ? unreadable + " namespaces have no readable name and are left out" : "";
        done.complete(new NamespacesFound(first, problem));
    }
}
