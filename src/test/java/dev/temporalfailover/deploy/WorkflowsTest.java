package dev.temporalfailover.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The workflows run what others wrote only in one fixed version, with no more rights than a step needs. */
class WorkflowsTest {
    private static final Pattern USES = Pattern.compile("uses: (\\S+)(?: # (\\S+))?");

    private static List<Path> workflows() {
        List<Path> files = Manifests.files(".github/workflows", ".yml");
        assertEquals(6, files.size());
        return files;
    }

    @Test
    void everyActionIsPinnedByItsCommitAndSaysWhichVersionThatIs() {
        for (Path file : workflows()) {
            USES.matcher(Manifests.text(file.toString())).results().forEach(use -> {
                String action = use.group(1);
                if (action.startsWith("./")) {
                    assertTrue(Files.exists(Path.of(action)), action);
                } else {
                    assertTrue(action.matches("[\\w.-]+/[\\w./-]+@[0-9a-f]{40}"), file + ": " + action);
                    assertTrue(use.group(2) != null && use.group(2).startsWith("v"), file + ": " + action);
                }
            });
        }
    }

    @Test
    void aWorkflowMayReadAndAJobThatMayMoreSaysSoAndEachEnds() {
        for (Path file : workflows()) {
            JsonNode workflow = Manifests.yaml(file.toString());
            assertEquals("{\"contents\":\"read\"}", workflow.path("permissions").toString(), file.toString());
            for (Map.Entry<String, JsonNode> job : workflow.path("jobs").properties()) {
                assertTrue(
                        job.getValue().has("timeout-minutes") || job.getValue().has("uses"), file + " " + job.getKey());
            }
            String text = Manifests.text(file.toString());
            assertFalse(text.contains("pull_request_target"), file.toString());
            assertEquals(
                    text.split("actions/checkout@").length,
                    text.split("persist-credentials: false").length,
                    file + " leaves a token in a checkout");
        }
    }

    /** What a stranger chooses (a title, a branch) in a script is a script. */
    @Test
    void noScriptContainsAnExpressionOfTheEvent() {
        for (Path file : workflows()) {
            for (JsonNode run : Manifests.yaml(file.toString()).findValues("run")) {
                assertFalse(run.asText().contains("${{ github.event"), file + ": " + run.asText());
                assertFalse(run.asText().contains("${{ inputs"), file + ": " + run.asText());
                assertFalse(run.asText().contains("github.head_ref"), file + ": " + run.asText());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ci, 'run: .ci/run', 'cmd/actionlint@v'",
        "docs, 'mkdocs build --strict', 'actions/deploy-pages@'",
        "images, 'cosign sign --yes', 'provenance: mode=max'",
        "images, 'actions/attest-build-provenance@', 'cosign attest --yes --type cyclonedx'",
        "images, 'ubuntu-24.04-arm', 'imagetools create'",
        "release, 'helm push', 'CHANGELOG.md >notes.md'",
        "release, 'uses: ./.github/workflows/images.yml', 'gh release create'",
        "nightly, '-Preal', '-Pbench'",
        "nightly, '-Dschedules=100000', '-Pfuzz'",
        "security, 'github/codeql-action/analyze@', 'ossf/scorecard-action@'"
    })
    void eachThingThatAReaderTrustsIsMadeByAWorkflow(String workflow, String first, String second) {
        String text = Manifests.text(".github/workflows/" + workflow + ".yml");
        assertTrue(text.contains(first) && text.contains(second), workflow);
    }

    @Test
    void renovateKeepsActionsAndBasesByTheirDigest() {
        JsonNode renovate = Manifests.yaml(".github/renovate.json");
        assertTrue(renovate.path("extends").toString().contains("helpers:pinGitHubActionDigests"));
        assertTrue(renovate.path("extends").toString().contains("docker:pinDigests"));
    }

    @Test
    void aChangeAndAReleaseAreCheckedByTheSameScript() {
        for (String file : List.of("ci.yml", "release.yml")) {
            assertTrue(
                    Manifests.yaml(".github/workflows/" + file).findValues("run").stream()
                            .anyMatch(run -> run.asText().equals(".ci/run")),
                    file);
        }
        assertTrue(Files.isExecutable(Path.of(".ci/run")));
    }
}
