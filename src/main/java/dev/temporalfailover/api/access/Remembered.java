package dev.temporalfailover.api.access;

import dev.temporalfailover.api.access.CallerCheck.Access;
import dev.temporalfailover.api.access.CallerCheck.TokenAnswer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The newest answers, each for a time. Yes and no are bounded apart, so that a flood of strangers drives no user out. Thread-safe. */
final class Remembered {
    private final Map<String, Kept> yes;
    private final Map<String, Kept> no;

    private record Kept(TokenAnswer answer, Duration asked, Duration until) {}

    /** @param most answers of each kind */
    Remembered(int most) {
        yes = bounded(most);
        no = bounded(most);
    }

    /** What was answered and still holds. */
    synchronized Optional<TokenAnswer> get(String key, Duration now) {
        return Optional.ofNullable(newest(key))
                .filter(entry -> now.compareTo(entry.until()) < 0)
                .map(Kept::answer);
    }

    /** Keeps an answer, unless a later question about the same was answered before: answers may overtake each other. */
    synchronized void put(String key, TokenAnswer answer, Duration asked, Duration until) {
        Kept known = newest(key);
        if (known != null && known.asked().compareTo(asked) > 0) {
            return;
        }
        yes.remove(key);
        no.remove(key);
        (answer.result() == Access.ALLOWED ? yes : no).put(key, new Kept(answer, asked, until));
    }

    synchronized int size() {
        return yes.size() + no.size();
    }

    private Kept newest(String key) {
        Kept allowed = yes.get(key);
        return allowed == null ? no.get(key) : allowed;
    }

    private static Map<String, Kept> bounded(int most) {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
                return size() > most;
            }
        };
    }
}
