package dev.temporalfailover.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.testkit.Book;
import dev.temporalfailover.testkit.Book.Command;
import dev.temporalfailover.testkit.Book.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents tell their readers to type: what it names is there. The calls of the API are made by {@code BookIT}. */
class BookTest {
    /** Words that stand for something that the reader has. */
    private static final Set<String> STAND_INS = Set.of("NAME", "NAMESPACE", "THAT-NAME", "X", "N", "NoSuch", "FILE");

    private static final String KUBECTL =
            "kubectl (-n \\S+ )?(get|apply|create|delete|scale|kustomize|rollout|port-forward|auth can-i)\\b.*";

    private final List<Command> commands = Book.commands();

    private List<Command> of(Kind kind) {
        List<Command> found = commands.stream()
                .filter(c -> c.kind().equals(Optional.of(kind)))
                .toList();
        assertFalse(found.isEmpty());
        return found;
    }

    @Test
    void everyLineOfABlockIsACommandOfAKnownKind() {
        assertEquals(
                List.of(), commands.stream().filter(c -> c.kind().isEmpty()).toList());
        assertTrue(commands.size() > 80, commands.size() + " commands");
    }

    /** zsh takes these for the names of files, and refuses the command where none fits. */
    @Test
    void whatAShellWouldExpandIsInQuotes() {
        Pattern glob = Pattern.compile("[?*\\[\\]]");
        assertEquals(
                List.of(),
                commands.stream()
                        .filter(c -> c.kind().filter(k -> k != Kind.SHELL).isPresent())
                        .filter(c -> glob.matcher(c.bare()).find())
                        .toList());
    }

    @Test
    void whatMavenIsToldExists() {
        String pom = Manifests.text("pom.xml");
        List<Path> tests = Manifests.files("src/test/java", ".java");
        String sources =
                tests.stream().map(file -> Manifests.text(file.toString())).reduce("", String::concat);
        for (Command command : of(Kind.MVN)) {
            values("-P([\\w-]+)", command)
                    .forEach(profile -> assertTrue(pom.contains("<id>" + profile + "</id>"), command.toString()));
            values("-D(?:it\\.)?test='?([A-Z]\\w+)", command)
                    .filter(name -> !STAND_INS.contains(name))
                    .forEach(name -> assertTrue(
                            tests.stream().anyMatch(file -> file.endsWith(name + ".java")), command.toString()));
            values("-D(?:scenario|drill|real|bench)=([\\w-]+)", command)
                    .filter(name -> !STAND_INS.contains(name) && !name.equals("all"))
                    .forEach(name -> assertTrue(sources.contains("\"" + name + "\""), command.toString()));
            values("-Dmutation=([A-Z_]+)", command)
                    .filter(name -> !STAND_INS.contains(name))
                    .forEach(name -> assertTrue(sources.contains(name + "("), command.toString()));
        }
    }

    @Test
    void whatKubectlIsToldExists() {
        String manifests = Stream.of(Manifests.files("deploy", ".yaml"))
                .flatMap(List::stream)
                .map(file -> Manifests.text(file.toString()))
                .reduce("", String::concat);
        for (Command command : of(Kind.KUBECTL)) {
            assertTrue(!command.whole() || command.text().matches(KUBECTL), command.toString());
            values("(deploy/[\\w./-]+)", command)
                    .forEach(folder -> assertTrue(Files.exists(Path.of(folder)), command.toString()));
            values("--clusterrole=(\\S+)", command)
                    .forEach(role -> assertTrue(manifests.contains("name: " + role), command.toString()));
            values("(?:service |daemonset/|secret generic )(temporal-failover\\S*)", command)
                    .forEach(name -> assertTrue(
                            manifests.contains("name: " + name) || manifests.contains("secretName: " + name),
                            command.toString()));
        }
    }

    @Test
    void whatHelmIsToldExists() {
        for (Command command : of(Kind.HELM)) {
            values("(deploy/[\\w./-]+)", command)
                    .forEach(file -> assertTrue(Files.exists(Path.of(file)), command.toString()));
        }
    }

    @Test
    void aCommandThatNobodyKnowsAndOneWithoutQuotesAreFound() {
        Command wrong = new Command(Path.of("x"), 1, "curl a/b?c=d '?'", Optional.of(Kind.CURL), true);
        assertTrue(wrong.bare().contains("?"));
        assertFalse(new Command(Path.of("x"), 1, "curl \"a/b?c=d\"", Optional.empty(), true)
                .bare()
                .contains("?"));
    }

    private static Stream<String> values(String pattern, Command command) {
        return Pattern.compile(pattern).matcher(command.text()).results().map(m -> m.group(1));
    }
}
