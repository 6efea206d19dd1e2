package dev.temporalfailover.real.stand.clients;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/** How long a client's process lives: until its standard input ends, so that it never outlives who started it, or SIGTERM. */
final class Life {

    private Life() {}

    /** What runs when it ends. */
    interface Ending {
        void run() throws Exception;
    }

    /** Waits for the end on the main thread, runs the ending once, and leaves. */
    static void untilEnd(Ending ending) throws InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        Thread hook = new Thread(
                () -> {
                    try {
                        ending.run();
                    } catch (Exception late) {
                        System.err.println("while ending: " + late);
                    }
                },
                "ending");
        Runtime.getRuntime().addShutdownHook(hook);
        Thread input = new Thread(
                () -> {
                    try {
                        while (System.in.read() >= 0) {
                            continue;
                        }
                    } catch (IOException closed) {
                        System.err.println("standard input: " + closed);
                    }
                    over.countDown();
                },
                "input");
        input.setDaemon(true);
        input.start();
        over.await();
        System.exit(0);
    }
}
