package dev.temporalfailover.emulator.clients;

/** A simulated client of Temporal. Called by one thread at a time. */
public interface Client extends AutoCloseable {

    /** Starts a workflow of this id wherever the client is sent to. */
    Result call(String id);

    /** Where it went and whether it worked. */
    record Result(String region, boolean ok) {}

    @Override
    void close();
}
