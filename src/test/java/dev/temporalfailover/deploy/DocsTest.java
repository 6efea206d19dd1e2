package dev.temporalfailover.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.decision.Decision;
import dev.temporalfailover.runbook.AlertOutcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Hand-written pages promise nothing that is not there. */
class DocsTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)[^)]*\\)");
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT))\\.(\\w+)`");

    @Test
    void everyRelativeLinkLeadsToAFile() {
        List<String> broken = new ArrayList<>();
        for (Path page : pages()) {
            matches(LINK, page).stream()
                    .map(m -> m.group(1))
                    .filter(target -> !target.contains("://"))
                    .filter(target -> !Files.exists(
                            page.toAbsolutePath().resolveSibling(target).normalize()))
                    .forEach(target -> broken.add(page + " -> " + target));
        }
        assertEquals(List.of(), broken);
    }

    @Test
    void everyTestThatAPageNamesExists() {
        List<Path> sources = Manifests.files("src/test/java", ".java");
        List<String> missing = new ArrayList<>();
        int named = 0;
        for (Path page : pages()) {
            for (MatchResult test : matches(TEST, page)) {
                named++;
                boolean exists = sources.stream()
                        .filter(f -> f.endsWith(test.group(1) + ".java"))
                        .anyMatch(f -> Manifests.text(f.toString()).contains(" " + test.group(2) + "("));
                if (!exists) {
                    missing.add(page + ": " + test.group(1) + "." + test.group(2));
                }
            }
        }
        assertTrue(named > 30, "only " + named + " tests are named");
        assertEquals(List.of(), missing);
    }

    /** A promise without a test is an intention. */
    @Test
    void everyNeverAndAlwaysOfTheReadmeNamesATestThatWouldBreak() {
        String readme = Manifests.text("README.md");
        String promises =
                readme.substring(readme.indexOf("## What it never does"), readme.indexOf("What it cannot do:"));
        String[] items = promises.split("(?m)^\\d+\\. ");
        assertEquals(10, items.length - 1);
        for (int i = 1; i < items.length; i++) {
            assertTrue(TEST.matcher(items[i]).find(), items[i]);
        }
        List<String> elsewhere = Stream.of(readme.replace(promises, "").split("\n\n"))
                .filter(paragraph -> paragraph.matches("(?is).*\\b(?:never|always)\\b.*"))
                .filter(paragraph -> !TEST.matcher(paragraph).find())
                .toList();
        assertEquals(List.of(), elsewhere);
    }

    @Test
    void thePageAboutTestingNamesOnlyClassesThatExist() {
        List<Path> sources = Manifests.files("src/test/java", ".java");
        List<String> missing = matches(Pattern.compile("`(\\w+(?:Test|IT))`"), Path.of("docs/testing.md")).stream()
                .map(test -> test.group(1))
                .filter(name -> sources.stream().noneMatch(file -> file.endsWith(name + ".java")))
                .toList();
        assertEquals(List.of(), missing);
    }

    @Test
    void everyReasonOfADecisionIsExplainedToThePersonOnCall() {
        String guide = Manifests.text("docs/operations.md");
        for (Decision.Reason reason : Decision.Reason.values()) {
            assertTrue(guide.contains("`" + reason.word() + "`"), reason.word());
        }
    }

    /** What the API answers, and what the page about symptoms says of it. */
    @Test
    void thePageOfSymptomsHasEveryFateOfAnAlertAndQuotesWhatTheApiSays() {
        String page = Manifests.text("docs/trouble.md");
        for (AlertOutcome outcome : AlertOutcome.values()) {
            assertTrue(page.contains("| `" + outcome.word() + "`"), outcome.word());
        }
        String sources = Manifests.files("src/main/java", ".java").stream()
                .map(file -> Manifests.text(file.toString()))
                .reduce("", String::concat);
        List<String> quoted = Pattern.compile("`([^`]+)`")
                .matcher(page.lines().filter(line -> line.startsWith("| 503 `")).reduce("", String::concat))
                .results()
                .map(m -> m.group(1))
                .toList();
        assertTrue(quoted.size() >= 8, quoted.toString());
        assertEquals(
                List.of(),
                quoted.stream().filter(text -> !sources.contains(text)).toList());
    }

    @Test
    void everyDecisionRecordIsInTheIndex() {
        String index = Manifests.text("docs/adr/README.md");
        for (Path page : Manifests.files("docs/adr", ".md")) {
            String name = page.getFileName().toString();
            assertTrue(
                    name.equals("README.md") || index.contains("(" + name + ")") || name.equals("template.md"), name);
        }
    }

    private static List<Path> pages() {
        return Stream.concat(
                        Stream.of(
                                        "README.md",
                                        "CONTRIBUTING.md",
                                        "CHANGELOG.md",
                                        "SECURITY.md",
                                        "SUPPORT.md",
                                        "GOVERNANCE.md",
                                        "CODE_OF_CONDUCT.md",
                                        "deploy/README.md",
                                        "deploy/cluster/README.md",
                                        "deploy/terraform/README.md",
                                        "native/README.md")
                                .map(Path::of),
                        Manifests.files("docs", ".md").stream())
                .toList();
    }

    private static List<MatchResult> matches(Pattern pattern, Path page) {
        return pattern.matcher(Manifests.text(page.toString())).results().toList();
    }
}
