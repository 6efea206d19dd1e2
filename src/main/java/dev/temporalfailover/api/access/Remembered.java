package dev.temporalfailover.api.access;

import dev.temporalfailover.api.access.CallerCheck.Answer;
import dev.temporalfailover.api.access.CallerCheck.Result;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The newest answers, each for a time. Yes and no are bounded apart, so that a flood of strangers drives no user out. Thread-safe. */
final class Remembered {
    private final Map<String, Entry> yes;
    private final Map<String, Entry> no;

    private record Entry(Answer answer, Duration asked, Duration until) {}

    /** @param most answers of each kind */
    Remembered(int most) {
        yes = bounded(most);
        no = bounded(most);
    }

    /** What was answered and still holds. */
    synchronized Optional<Answer> get(String key, Duration now) {
        return Optional.ofNullable(newest(key))
                .filter(entry -> now.compareTo(entry.until()) < 0)
                .map(Entry::answer);
    }

    /** Keeps an answer, unless a later question about the same was answered before: answers may overtake each other. */
    synchronized void put(String key, Answer answer, Duration asked, Duration until) {
        Entry known = newest(key);
        if (known != null && known.asked().compareTo(asked) > 0) {
            return;
        }
        yes.remove(key);
        no.remove(key);
        (answer.result() == Result.ALLOWED ? yes : no).put(key, new Entry(answer, asked, until));
    }

    synchronized int size() {
        return yes.size() + no.size();
    }

    private Entry newest(String key) {
        Entry allowed = yes.get(key);
        return allowed == null ? no.get(key) : allowed;
    }

    private static Map<String, Entry> bounded(int most) {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Entry> eldest) {
                return size() > most;
            }
        };
    }
}
