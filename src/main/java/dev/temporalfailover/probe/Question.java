package dev.temporalfailover.probe;

import java.time.Duration;
import java.util.function.Consumer;

/** One way to ask one target once. */
interface Question {

    /**
     * Asks; returns at once.
     *
     * @param timeout over the whole of it
     * @param done called once, on any thread; once more with the answer if that comes after {@code timeout} and the question
     *     still waits for it
     */
    void ask(Duration timeout, Consumer<Answer> done);
}
