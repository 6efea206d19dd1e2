package dev.temporalfailover.config;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.config.settings.ConfigException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever happens to a valid file, the loader either takes it or refuses it with readable errors. */
class MutatedFileTest {
    private static final List<String> BITS = List.of(
            "",
            "0",
            "-1",
            "99999999999999999999",
            "null",
            "~",
            "[]",
            "{}",
            "*a",
            "&a x",
            "!!binary aGk=",
            "!!int x",
            "'",
            "\"",
            "- ",
            "? ",
            ": ",
            "\t",
            "%",
            "1e9",
            "1%",
            "100ms",
            "true",
            "us-west-2",
            "::",
            "[::1]",
            "\uD83D\uDE00",
            "|",
            ">",
            "---",
            "...",
            "{a: {a: {a: 1}}}",
            "[[[]]]",
            "<<: {a: 1}");

    /** One change: a line is replaced, dropped, doubled, moved, or a piece of it is overwritten. */
    record Change(int kind, int line, int at, String bit) {
        void apply(List<String> lines) {
            if (lines.isEmpty()) {
                return;
            }
            int i = line % lines.size();
            String text = lines.get(i);
            int from = text.isEmpty() ? 0 : at % text.length();
            switch (kind) {
                case 0 -> lines.remove(i);
                case 1 -> lines.add(i, text);
                case 2 -> lines.add(at % lines.size(), lines.remove(i));
                case 3 -> lines.set(i, text.substring(0, from) + bit + text.substring(from));
                case 4 -> lines.set(i, text.substring(0, from) + bit);
                case 5 -> lines.set(i, text.replaceFirst("(:\\s)[^,}\\]]*", "$1" + bit.replaceAll("[\\\\$]", "")));
                default -> lines.set(i, text.replaceFirst("\\w+:", bit.replaceAll("[\\\\$]", "") + ":"));
            }
        }
    }

    @Provide
    Arbitrary<List<Change>> changes() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 6),
                        Arbitraries.integers().between(0, 10_000),
                        Arbitraries.integers().between(0, 10_000),
                        Arbitraries.of(BITS))
                .as(Change::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(6);
    }

    @Property(tries = 2000)
    void isTakenOrRefusedWithErrors(@ForAll("changes") List<Change> changes) {
        List<String> lines = new ArrayList<>(Arrays.asList(Shipped.text().split("\n")));
        lines.removeIf(line -> line.isBlank() || line.strip().startsWith("#"));
        changes.forEach(change -> change.apply(lines));
        loads(String.join("\n", lines));
    }

    @Property(tries = 500)
    void arbitraryTextIsTakenOrRefusedWithErrors(@ForAll String text) {
        loads(text);
    }

    private static void loads(String text) {
        loads(text, Shipped.ENV);
        loads(text, Map.of("TEMPORAL_FAILOVER_WITNESS", "witness", "HOSTNAME", "h"));
    }

    private static void loads(String text, Map<String, String> env) {
        try {
            Config config = Shipped.load(text, env, p -> true);
            assertFalse(config.policies().isEmpty());
            assertTrue(config.isWitness() == env.containsKey("TEMPORAL_FAILOVER_WITNESS"));
            config.policies()
                    .forEach(p -> assertTrue(
                            p.policy().regions().size() >= 2 && p.policy().weight() > 0));
        } catch (ConfigException e) {
            assertFalse(e.errors().isEmpty());
            e.errors().forEach(line -> assertFalse(line.contains("\n") || line.isBlank(), line));
        }
    }
}
