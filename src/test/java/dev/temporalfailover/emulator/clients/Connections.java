package dev.temporalfailover.emulator.clients;

import dev.temporalfailover.emulator.temporal.TemporalCall;
import java.util.HashMap;
import java.util.Map;

/** A client's connections, one per region it has been sent to. */
public final class Connections implements Calls {
    private final Map<String, Integer> ports;
    private final Map<String, TemporalCall> open = new HashMap<>();

    /** @param ports of each region's Temporal */
    public Connections(Map<String, Integer> ports) {
        this.ports = ports;
    }

    @Override
    public boolean startWorkflow(String region, String id) {
        boolean ok = open.computeIfAbsent(region, r -> new TemporalCall(ports.get(r)))
                .startWorkflow(id);
        if (!ok) {
            // A channel whose server is gone waits up to two minutes before it connects again; a new one does at once.
            open.remove(region).close();
        }
        return ok;
    }

    @Override
    public void close() {
        open.values().forEach(TemporalCall::close);
    }
}
