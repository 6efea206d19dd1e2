package dev.temporalfailover.traffic.canary;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.temporalfailover.failover.status.ClientShares;
import dev.temporalfailover.failover.status.WayAnswers.CanaryCall;
import dev.temporalfailover.outside.Line;
import dev.temporalfailover.outside.OthersJson;
import dev.temporalfailover.outside.Page;
import dev.temporalfailover.outside.PageReads;
import dev.temporalfailover.traffic.ClientCheck;
import dev.temporalfailover.traffic.Verification;
import dev.temporalfailover.traffic.Verification.Effectiveness;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** Reads the pages of all canary clients at once. Any thread; holds the caller for at most the settings' timeout. */
public final class CanaryPages implements ClientCheck {
    private static final int MAX_PAGE = 512 << 10;
    private static final int MAX_TEXT = 300;
    private static final ObjectMapper JSON = new ObjectMapper(OthersJson.factory()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(4 << 10)
                    .maxNestingDepth(20)
                    .maxTokenCount(100_000)
                    .build())
            .build());

    private final CanaryPageSettings settings;
    private final PageReads reads;
    private final Function<String, Optional<String>> regions;

    /** What one canary client says of one way. */
    private record PageReading(List<CanaryCall> calls, String problem) {}

    /**
     * @param threads runs the reads
     * @param regions the region of a cluster's id
     */
    public CanaryPages(CanaryPageSettings settings, Executor threads, Function<String, Optional<String>> regions) {
        this.settings = settings;
        this.regions = regions;
        // Late ones go on until their connection is closed under them, and each policy may ask at the same time.
        int atOnce = Math.max(1, 4 * settings.pages().size());
        this.reads = new PageReads("canary pages", threads, atOnce, settings.timeout());
    }

    @Override
    public Verification ask(String way, Map<String, Integer> weights, Duration since) {
        Map<String, CompletableFuture<PageReading>> asked = new LinkedHashMap<>();
        settings.pages()
                .forEach((name, url) ->
                        asked.put(name, reads.read(page(url, body -> read(body, way)), CanaryPages::unread)));
        List<String> details = new ArrayList<>();
        Map<String, Double> sums = new TreeMap<>();
        int knowing = 0;
        boolean all = !asked.isEmpty();
        for (Map.Entry<String, CompletableFuture<PageReading>> one : asked.entrySet()) {
            PageReading reading = one.getValue().join();
            if (!reading.problem().isEmpty()) {
                all = false;
                details.add("canary " + one.getKey() + " " + reading.problem());
                continue;
            }
            ClientShares seen = ClientShares.of(reading.calls(), regions, weights, since);
            all &= seen.agree();
            details.add("canary " + one.getKey() + " by " + way + ": " + seen.detail());
            seen.shares().forEach((region, share) -> sums.merge(region, share, Double::sum));
            knowing += seen.shares().isEmpty() ? 0 : 1;
        }
        Map<String, Double> mean = new TreeMap<>();
        int sources = knowing;
        sums.forEach((region, sum) -> mean.put(region, sum / sources));
        return new Verification(
                all ? Effectiveness.EFFECTIVE : Effectiveness.NOT_YET, String.join("; ", details), mean);
    }

    @Override
    public List<String> workflows(String region) {
        if (settings.workflowWithin().isEmpty()) {
            return List.of();
        }
        WorkflowPage check = new WorkflowPage(region, settings.workflowWithin().get(), regions);
        Map<String, CompletableFuture<String>> asked = new LinkedHashMap<>();
        settings.pages()
                .forEach((name, url) -> asked.put(
                        name,
                        reads.read(
                                page(
                                        url,
                                        body -> check.problem(
                                                JSON.readTree(body).path("workflow"))),
                                why -> why)));
        List<String> found = new ArrayList<>();
        asked.forEach((name, problem) -> {
            if (!problem.join().isEmpty()) {
                found.add("canary " + name + " " + problem.join());
            }
        });
        return found;
    }

    private static PageReading unread(String why) {
        return new PageReading(List.of(), why);
    }

    private <T> Page<T> page(URI url, Page.Reader<T> reader) {
        return new Page<>(url, "application/json", settings.timeout(), MAX_PAGE, reader);
    }

    private static PageReading read(InputStream body, String way) throws IOException {
        for (JsonNode one : JSON.readTree(body).path("ways")) {
            if (one.path("way").asText().equals(way)) {
                List<CanaryCall> calls = new ArrayList<>();
                for (JsonNode call : one.path("calls")) {
                    double age = call.path("ageSeconds").asDouble(-1);
                    if (age >= 0 && age < Integer.MAX_VALUE) {
                        calls.add(new CanaryCall(
                                Duration.ofNanos((long) (age * 1e9)),
                                Line.of(call.path("cluster").asText(), MAX_TEXT),
                                Line.of(call.path("failure").asText(), MAX_TEXT)));
                    }
                }
                return new PageReading(calls, "");
            }
        }
        return unread("knows no way " + way);
    }
}
