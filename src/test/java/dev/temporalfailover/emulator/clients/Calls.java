package dev.temporalfailover.emulator.clients;

/** What a client does with a region's Temporal. */
public interface Calls extends AutoCloseable {

    /** Starts a workflow of this id; true if that region took it. */
    boolean startWorkflow(String region, String id);

    @Override
    void close();
}
