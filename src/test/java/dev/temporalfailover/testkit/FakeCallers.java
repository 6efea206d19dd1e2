package dev.temporalfailover.testkit;

import dev.temporalfailover.api.access.CallerCheck;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;

/** Somebody who knows callers by their tokens, as a test sets it. */
public class FakeCallers implements CallerCheck {
    public static final BiFunction<String, String, TokenAnswer> NOBODY =
            (token, path) -> TokenAnswer.unauthenticated("unknown");

    public volatile BiFunction<String, String, TokenAnswer> answers = NOBODY;
    public final List<String> asked = new CopyOnWriteArrayList<>();

    public void reset() {
        answers = NOBODY;
        asked.clear();
    }

    @Override
    public TokenAnswer check(String token, String path) {
        asked.add(path + " " + token);
        return answers.apply(token, path);
    }
}
