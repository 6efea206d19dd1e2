package dev.temporalfailover.traffic.temporal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatedNamespacesTest {
    private static final Duration WITHIN = Duration.ofSeconds(15);
    private final StatedNamespaces view = new StatedNamespaces();

    private static ClusterNamespace pay(String active, long version) {
        return new ClusterNamespace("pay", true, List.of("e", "w"), active, version, false, Optional.empty());
    }

    private static Duration s(double seconds) {
        return Duration.ofMillis((long) (seconds * 1000));
    }

    private Optional<String> active(double at) {
        return view.fresh(s(at), WITHIN).map(all -> all.get("pay").active());
    }

    /** A list that was under way during the update tells what was true before it. */
    @Test
    void whatAnUpdateAnsweredIsNewerThanAListThatBeganBefore() {
        view.list(Map.of("pay", pay("e", 1)), s(0), s(1));
        view.answer(pay("w", 2), s(5.5));
        assertEquals(Optional.of("w"), active(5.6));
        view.list(Map.of("pay", pay("e", 1)), s(5), s(6));
        assertEquals(Optional.of("w"), active(6));
        view.list(Map.of("pay", pay("e", 11)), s(6.5), s(7));
        assertEquals(Optional.of("e"), active(7), "a person moved it back");
    }

    @Test
    void aListThatIsTooOldIsNone() {
        assertEquals(Optional.empty(), active(0));
        view.list(Map.of("pay", pay("e", 1)), s(0), s(1));
        assertEquals(Optional.of("e"), active(16));
        assertEquals(Optional.empty(), active(16.1));
        view.answer(pay("w", 2), s(16.2));
        assertEquals(Optional.empty(), active(16.3), "one answer is no list");
        view.list(Map.of("pay", pay("e", 1)), s(17), s(18));
        view.forget();
        assertEquals(Optional.empty(), active(18));
    }

    @Test
    void whatALaterListDoesNotNameIsGone() {
        view.list(Map.of("pay", pay("e", 1)), s(0), s(1));
        view.answer(pay("w", 2), s(1.5));
        view.list(Map.of(), s(1), s(2));
        assertEquals(Optional.of(Map.of()), view.fresh(s(2), WITHIN));
    }
}
