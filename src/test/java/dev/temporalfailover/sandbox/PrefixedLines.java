package dev.temporalfailover.sandbox;

import java.io.PrintStream;

/** Lines of one scenario among those of others: each begins with its name. */
final class PrefixedLines extends PrintStream {
    private final PrintStream out;
    private final String prefix;

    PrefixedLines(PrintStream out, String name) {
        super(out, true);
        this.out = out;
        this.prefix = String.format("%-19s", name);
    }

    @Override
    public void println(String text) {
        StringBuilder all = new StringBuilder();
        text.lines().forEach(line -> all.append(prefix).append(line).append(System.lineSeparator()));
        // One call, so that another scenario's line does not come in between.
        out.print(all);
    }
}
