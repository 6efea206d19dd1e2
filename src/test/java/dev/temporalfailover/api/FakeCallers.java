package dev.temporalfailover.api;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;

/** Somebody who knows callers by their tokens, as a test sets it. */
class FakeCallers implements CallerCheck {
    static final BiFunction<String, String, Answer> NOBODY = (token, path) -> Answer.unauthenticated("unknown");

    volatile BiFunction<String, String, Answer> answers = NOBODY;
    final List<String> asked = new CopyOnWriteArrayList<>();

    void reset() {
        answers = NOBODY;
        asked.clear();
    }

    @Override
    public Answer check(String token, String path) {
        asked.add(path + " " + token);
        return answers.apply(token, path);
    }
}
