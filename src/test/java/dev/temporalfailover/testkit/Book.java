package dev.temporalfailover.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The commands that the documents give to their readers: lines of indented blocks, and what stands between backticks. */
public final class Book {
    private static final Pattern INLINE = Pattern.compile("`((?:" + programs() + ") [^`]+)`");
    private static final Pattern INDENTED = Pattern.compile("^ {4,}\\S.*");
    private static final Pattern LIST = Pattern.compile("^\\s*(?:[-*|]|\\d+\\.) .*");
    private static final Set<String> OTHER_LANGUAGES = Set.of("yaml", "java", "mermaid", "json", "proto");

    private Book() {}

    /** What a command is for, and so how it can be checked. */
    public enum Kind {
        CURL,
        KUBECTL,
        MVN,
        ISTIOCTL,
        OPENSSL,
        DOCKER,
        KIND,
        TERRAFORM,
        TEMPORAL,
        HELM,
        /** Assignments, {@code printf}, scripts of the repository. */
        SHELL;

        static Optional<Kind> of(String command) {
            if (command.matches("(?s)(?:[A-Z]+=|(?:printf|python3) |\\.ci/|target/).*")) {
                return Optional.of(SHELL);
            }
            return Stream.of(values())
                    .filter(kind -> kind != SHELL)
                    .filter(kind -> command.matches("(?s)" + kind.name().toLowerCase() + " .*"))
                    .findFirst();
        }
    }

    /**
     * One command as a reader would type it, on one line, without the comment behind it.
     *
     * @param kind empty if nobody knows what it is
     * @param whole false between backticks, where it may be a part of a command
     */
    public record Command(Path page, int line, String text, Optional<Kind> kind, boolean whole) {
        @Override
        public String toString() {
            return page + ":" + line + ": " + text;
        }

        /** What the shell sees outside quotes; the rest is blanked. */
        public String bare() {
            return text.replaceAll("'[^']*'|\"[^\"]*\"", "_");
        }
    }

    /** All of them, in the order of the pages. */
    public static List<Command> commands() {
        List<Path> pages = new ArrayList<>(List.of(
                Path.of("README.md"),
                Path.of("CONTRIBUTING.md"),
                Path.of("deploy/README.md"),
                Path.of("native/README.md")));
        try (Stream<Path> docs = Files.list(Path.of("docs"))) {
            docs.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return pages.stream().flatMap(page -> of(page).stream()).toList();
    }

    private static List<Command> of(Path page) {
        List<String> lines = lines(page);
        List<Command> found = new ArrayList<>();
        String fence = null;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith("```")) {
                fence = fence == null ? line.substring(3).strip() : null;
                continue;
            }
            boolean block = fence != null
                    ? !OTHER_LANGUAGES.contains(fence)
                    : INDENTED.matcher(line).matches() && !LIST.matcher(line).matches() && !line.endsWith("-->");
            if (!block) {
                int number = i + 1;
                INLINE.matcher(line)
                        .results()
                        .forEach(m -> found.add(new Command(page, number, m.group(1), Kind.of(m.group(1)), false)));
                continue;
            }
            int first = i;
            StringBuilder text = new StringBuilder(line.strip());
            while (text.toString().endsWith("\\") && i + 1 < lines.size()) {
                text.setLength(text.length() - 1);
                text.append(lines.get(++i).strip());
            }
            String command = text.toString().replaceAll("\\s+# .*$", "");
            found.add(new Command(page, first + 1, command, Kind.of(command), true));
        }
        return found;
    }

    private static String programs() {
        return String.join(
                "|",
                "curl",
                "kubectl",
                "mvn",
                "istioctl",
                "openssl",
                "docker",
                "kind",
                "terraform",
                "temporal",
                "helm",
                "amtool",
                "promtool");
    }

    private static List<String> lines(Path page) {
        try {
            return Files.readAllLines(page);
        } catch (IOException e) {
            throw new UncheckedIOException(page.toString(), e);
        }
    }
}
