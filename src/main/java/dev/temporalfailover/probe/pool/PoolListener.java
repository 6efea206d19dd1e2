package dev.temporalfailover.probe.pool;

/** Hears what was read of connection pools. Called on the reading thread; must not block. */
public interface PoolListener {
    /** A pool's figures. */
    void sample(PoolSample sample);

    /** The pool has not been on its source's page for a while. */
    void gone(String region, String source, String pool);

    /** A source was read; {@code ok} is false if it gave no sample. */
    void read(String source, boolean ok);
}
