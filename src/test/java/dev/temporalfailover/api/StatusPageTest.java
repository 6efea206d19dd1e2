package dev.temporalfailover.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The status page's files as text: what each state of it looks like can be read by everybody. */
class StatusPageTest {
    private static final Path PAGE = Path.of("src/main/resources/META-INF/resources");
    /** WCAG 2.1, level AA, for text of any size. */
    private static final double AA = 4.5;

    private static final String[][] TEXT_ON = {
        {"text", "page"},
        {"text", "card"},
        {"text", "track"},
        {"dim", "page"},
        {"dim", "card"},
        {"accent", "card"},
        {"accent", "page"},
        {"warn", "card"},
        {"ok", "card"},
        {"ok", "ok-soft"},
        {"warn", "warn-soft"},
        {"bad", "bad-soft"},
        {"unknown", "unknown-soft"},
    };

    private static String read(String file) throws IOException {
        return Files.readString(PAGE.resolve(file));
    }

    @Test
    void everyTextHasEnoughContrastByDayAndByNight() throws IOException {
        String css = read("status.css");
        int night = css.indexOf("@media (prefers-color-scheme: dark)");
        for (Map<String, String> colours : List.of(colours(css.substring(0, night)), colours(css.substring(night)))) {
            List<String> weak = new ArrayList<>();
            for (String[] pair : TEXT_ON) {
                double contrast = contrast(colours.get(pair[0]), colours.get(pair[1]));
                if (contrast < AA) {
                    weak.add(pair[0] + " on " + pair[1] + ": " + contrast);
                }
            }
            assertEquals(List.of(), weak);
        }
    }

    @Test
    void noStateFadesWhatMustBeRead() throws IOException {
        assertFalse(
                read("status.css").matches("(?s).*[^-]opacity:.*"), "a lost connection would hide what was last heard");
    }

    /** What has not changed keeps its nodes, and so the focus and the selection of a reader. */
    @Test
    void thePageIsChangedInPlace() throws IOException {
        for (String file : List.of("status.js", "namespaces.js")) {
            assertFalse(read(file).contains("replaceChildren"), file);
            assertFalse(read(file).contains("HTML"), file);
        }
        assertTrue(read("status.js").contains("patchChildren(byId('policies')"));
    }

    /** A narrow window lays rows out as blocks, which takes their meaning from a screen reader where no role says it. */
    @Test
    void tablesThatAreLaidOutAsBlocksKeepTheirMeaning() throws IOException {
        String script = read("namespaces.js");
        for (String role : List.of("table", "rowgroup", "row", "columnheader", "rowheader", "cell")) {
            assertTrue(script.contains("role: '" + role + "'"), role);
        }
    }

    /** A viewer asks for the namespaces no more often than this, however often the stream says something. */
    @Test
    void namespacesAreAskedForSparingly() throws IOException {
        String script = read("namespaces.js");
        Matcher every = Pattern.compile("const EVERY = ([0-9_]+);").matcher(script);
        assertTrue(every.find());
        assertTrue(Integer.parseInt(every.group(1).replace("_", "")) >= 10_000);
        assertTrue(script.contains("document.hidden || performance.now() - asked < EVERY"));
        assertFalse(script.contains("setInterval"));
    }

    @Test
    void everyIconThatTheScriptShowsIsThere() throws IOException {
        Matcher states = Pattern.compile("const STATES = \\[([^\\]]*)\\]").matcher(read("status.js"));
        assertTrue(states.find());
        for (String state : states.group(1).replace("'", "").split(", ")) {
            String file = state.equals("ok") ? "icon.svg" : "icon-" + state + ".svg";
            assertTrue(Files.exists(PAGE.resolve(file)), file);
        }
    }

    private static Map<String, String> colours(String css) {
        Map<String, String> found = new HashMap<>();
        Pattern.compile("--([a-z-]+): (#[0-9a-f]{6})")
                .matcher(css)
                .results()
                .forEach(m -> found.putIfAbsent(m.group(1), m.group(2)));
        return found;
    }

    private static double contrast(String one, String other) {
        double a = luminance(one);
        double b = luminance(other);
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    private static double luminance(String colour) {
        double[] shares = {0.2126, 0.7152, 0.0722};
        double sum = 0;
        for (int i = 0; i < shares.length; i++) {
            double part = Integer.parseInt(colour.substring(1 + 2 * i, 3 + 2 * i), 16) / 255.0;
            sum += shares[i] * (part <= 0.03928 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4));
        }
        return sum;
    }
}
