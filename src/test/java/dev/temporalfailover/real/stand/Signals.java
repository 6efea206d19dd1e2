package dev.temporalfailover.real.stand;

import java.io.IOException;

/** Signals that {@link Process} does not know. */
final class Signals {

    private Signals() {}

    /** @param name as {@code kill} takes it, for example {@code STOP} */
    static void send(Process process, String name) throws IOException, InterruptedException {
        int exit = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException("kill -" + name + " answered " + exit);
        }
    }
}
