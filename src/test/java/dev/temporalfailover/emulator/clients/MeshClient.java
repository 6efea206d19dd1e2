package dev.temporalfailover.emulator.clients;

import dev.temporalfailover.sandbox.Result;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** A client inside a region's mesh: each call goes where the weights of its cluster's VirtualService send it, as Envoy does. */
public final class MeshClient implements Client {
    private final Supplier<Map<String, Integer>> weights;
    private final Calls calls;
    private final RandomGenerator random;

    /** @param weights the newest known weights by region */
    public MeshClient(Supplier<Map<String, Integer>> weights, Calls calls, RandomGenerator random) {
        this.weights = weights;
        this.calls = calls;
        this.random = random;
    }

    @Override
    public Result call(String id) {
        String region = pick(new TreeMap<>(weights.get()));
        return new Result(region, calls.startWorkflow(region, id));
    }

    private String pick(Map<String, Integer> now) {
        int sum = now.values().stream().mapToInt(Integer::intValue).sum();
        int left = random.nextInt(sum);
        for (Map.Entry<String, Integer> entry : now.entrySet()) {
            left -= entry.getValue();
            if (left < 0) {
                return entry.getKey();
            }
        }
        throw new IllegalStateException("weights changed while counting: " + now);
    }

    @Override
    public void close() {
        calls.close();
    }
}
