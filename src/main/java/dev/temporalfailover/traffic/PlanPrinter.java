package dev.temporalfailover.traffic;

import dev.temporalfailover.failover.plan.Plan;
import dev.temporalfailover.failover.plan.PrintedPlan;
import dev.temporalfailover.failover.plan.Step;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Prints a plan through the switches that would apply it. */
public final class PlanPrinter {

    private PlanPrinter() {}

    /** The plan with its exact requests, and the first 16 hex digits of their SHA-256 but for the time of planning. */
    public static PrintedPlan print(Plan plan, Switches switches) {
        List<String> requests = new ArrayList<>();
        List<String> hashed = new ArrayList<>();
        for (Step step : plan.steps()) {
            requests.add(switches.render(step));
            hashed.add(switches.render(step.untimed()));
        }
        return new PrintedPlan(plan, requests, hash(hashed));
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
