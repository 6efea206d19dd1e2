package dev.temporalfailover.real.ground;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** What was found, a line each as it is found. Thread-safe. */
public final class Report {
    private static final int SHOWN = 110;

    private final PrintStream out;
    private final List<Case> cases = new CopyOnWriteArrayList<>();

    public Report(PrintStream out) {
        this.out = out;
    }

    /**
     * One fact.
     *
     * @param piece where it belongs
     * @param seen what was seen, or why it failed
     */
    public record Case(String piece, String name, boolean ok, String seen) {}

    /** A fact that was to be so. */
    public void add(String piece, String name, boolean ok, String seen) {
        cases.add(new Case(piece, name, ok, seen));
        String shown = seen.length() > SHOWN ? seen.substring(0, SHOWN) + "..." : seen;
        out.printf("  %-4s  %-12s %s: %s%n", ok ? "ok" : "FAIL", piece, name, shown.replace('\n', ' '));
        out.flush();
    }

    /** A line for people, no fact. */
    public void say(String text) {
        out.println(text);
        out.flush();
    }

    /** Facts of a piece; all of them for an empty name. */
    public List<Case> of(String piece) {
        return cases.stream()
                .filter(one -> piece.isEmpty() || one.piece().equals(piece))
                .toList();
    }

    /** True if the piece found something and all of it is as it was to be. */
    public boolean good(String piece) {
        List<Case> found = of(piece);
        return !found.isEmpty() && found.stream().allMatch(Case::ok);
    }

    /** Everything, for machines. */
    public void write(Path file) throws IOException {
        String text = new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(Map.of("cases", cases));
        Files.writeString(file, text + "\n");
    }
}
