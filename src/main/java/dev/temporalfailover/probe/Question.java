package dev.temporalfailover.probe;

import dev.temporalfailover.failover.verdict.Outcome;
import io.grpc.ManagedChannel;
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

    /**
     * A server that drains says so on the connection that stands, while new ones reach another: dials anew once, in what is
     * left of the timeout, before that counts.
     */
    static Question redialled(Loop loop, Link link, Question question) {
        return (timeout, done) -> {
            Duration start = loop.watch().look();
            ManagedChannel first = link.channel();
            question.ask(timeout, answer -> {
                Duration left = timeout.minus(loop.watch().look().minus(start));
                if (answer.outcome() != Outcome.NOT_SERVING || left.isNegative() || left.isZero()) {
                    done.accept(answer);
                    return;
                }
                link.renew(first);
                question.ask(left, again -> done.accept(stands(again) ? answer : again));
            });
        };
    }

    /** True if a second attempt showed no more than the first. */
    private static boolean stands(Answer again) {
        Outcome.Meaning meaning = again.outcome().meaning();
        return meaning != Outcome.Meaning.ALIVE && meaning != Outcome.Meaning.IMPAIRED;
    }

    /** What is alive only because it does not know the call is asked a second question in what is left of the timeout. */
    static Question confirmed(Loop loop, Question first, Question second) {
        return (timeout, done) -> {
            Duration start = loop.watch().look();
            first.ask(timeout, answer -> {
                Duration left = timeout.minus(loop.watch().look().minus(start));
                if (answer.outcome() != Outcome.UNIMPLEMENTED || left.isNegative() || left.isZero()) {
                    done.accept(answer);
                } else {
                    second.ask(left, known -> done.accept(known.outcome() == Outcome.OK ? answer : known));
                }
            });
        };
    }
}
