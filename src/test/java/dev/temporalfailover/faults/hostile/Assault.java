package dev.temporalfailover.faults.hostile;

import java.io.IOException;
import java.time.Duration;

/** An attack that goes on between its making and its end. What it says of itself is for the report. */
interface Assault extends AutoCloseable {
    /** How it begins. */
    interface Beginning {
        Assault begin() throws Exception;
    }

    /** Attacks so long at least; called again and again, from one thread at a time. */
    void attack(Duration time) throws Exception;

    @Override
    void close() throws IOException;
}
