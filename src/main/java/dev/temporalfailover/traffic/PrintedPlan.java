package dev.temporalfailover.traffic;

import dev.temporalfailover.failover.Plan;
import dev.temporalfailover.failover.Step;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A plan with the exact requests that it would send, and their hash. Printing is all that a dry run does: it is the
 * absence of apply.
 *
 * @param plan the steps
 * @param requests per step, the exact change batch or patch
 * @param hash SHA-256 over the requests, the first 16 hex digits; another state of the world gives another hash
 */
public record PrintedPlan(Plan plan, List<String> requests, String hash) {

    /** Prints the plan through the switches that would apply it. */
    public static PrintedPlan of(Plan plan, DnsSwitch dns, RouteSwitch routes) {
        List<String> requests = new ArrayList<>();
        for (Step step : plan.steps()) {
            requests.add(step.layer() == Step.Layer.DNS ? dns.render(step) : routes.render(step));
        }
        return new PrintedPlan(plan, List.copyOf(requests), hash(requests));
    }

    private static String hash(List<String> requests) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (String request : requests) {
                sha.update(request.getBytes(StandardCharsets.UTF_8));
                sha.update((byte) 0);
            }
            return HexFormat.of().formatHex(sha.digest(), 0, 8);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
