package dev.temporalfailover.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What ships has a licence that may ship under Apache-2.0, and {@code docs/third-party.md} lists all of it. */
class ThirdPartyIT {
    /** Written by license-maven-plugin while the package is made. */
    private static final Path LIST = Path.of("target/licenses/THIRD-PARTY.txt");

    private static final Path PAGE = Path.of("docs/third-party.md");
    private static final Pattern LINE =
            Pattern.compile("(?m)^ +((?:\\([^:]+?\\)+ )+)[^(]*.*?\\(?([\\w.-]+:[\\w.-]+):(\\d[\\w.-]*) - .*$");

    /** Permissive, or copyleft for the file itself only. Of several licences one is enough. */
    private static final Pattern PERMITTED = Pattern.compile(
            "(?i).*(apache|\\bmit\\b|mit-0|bsd|public domain|cc0|eclipse|\\bepl\\b|\\bedl\\b|epl[- ]2).*");

    private static List<MatchResult> dependencies() throws IOException {
        List<String> lines = Files.readAllLines(LIST).stream()
                .filter(line -> line.startsWith("     "))
                .toList();
        List<MatchResult> found =
                LINE.matcher(String.join("\n", lines)).results().toList();
        assertEquals(lines.size(), found.size(), "a line that is not understood");
        return found;
    }

    @Test
    void everythingThatShipsHasAPermittedLicence() throws IOException {
        List<String> refused = dependencies().stream()
                .filter(one -> !PERMITTED.matcher(one.group(1)).matches())
                .map(one -> one.group(2) + " " + one.group(1))
                .toList();
        assertTrue(dependencies().size() > 100);
        assertEquals(List.of(), refused);
    }

    @Test
    void thePageListsWhatShips() throws IOException {
        Set<String> rows = new TreeSet<>();
        for (MatchResult one : dependencies()) {
            rows.add("| " + one.group(2) + " | "
                    + one.group(1).strip().replaceAll("\\) \\(", "; ").replaceAll("^\\(|\\)$", "") + " |");
        }
        String page = """
                # Third-party software
                Libraries in the package, with the licences that they name. Generated from the build; `mvn verify` fails if it differs, and if a library has none of the
                permitted licences (Apache, MIT, BSD, Eclipse, public domain). To write it again: `mvn verify -Dtest=NONE -Dsurefire.failIfNoSpecifiedTests=false
                -Dit.test=ThirdPartyIT -Ddocs.write=true`.

                | library | licences |
                |---|---|
                """ + String.join("\n", rows) + "\n";
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(PAGE, page);
        }
        assertEquals(page, Files.readString(PAGE));
    }

    @Test
    void aLicenceThatMayNotShipIsRefused() {
        for (String text : List.of(
                "(GNU Affero General Public License)",
                "(GPL-3.0)",
                "(Business Source License 1.1)",
                "(Unknown license)")) {
            assertTrue(!PERMITTED.matcher(text.toUpperCase(Locale.ROOT)).matches(), text);
        }
        assertTrue(List.of("(MIT)", "(EPL 2.0) (GPL2 w/ CPE)").stream()
                .collect(Collectors.partitioningBy(
                        text -> PERMITTED.matcher(text).matches()))
                .get(false)
                .isEmpty());
    }
}
