package dev.temporalfailover.outside;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The lines of a Prometheus text page (format 0.0.4) that have one of the wanted names, read as they come: one line is in
 * memory at a time. A page of a sidecar has tens of thousands of others, which are skipped unparsed. A wanted line that is not
 * of the format, or longer than {@link #MAX_LINE}, is skipped too: one bad line does not blind us to the rest.
 */
public final class PrometheusText {
    /** Bytes; a longer line is not one we know. */
    static final int MAX_LINE = 16 << 10;

    private static final int MAX_LABELS = 50;

    private final String line;
    private int at;

    private PrometheusText(String line, int at) {
        this.line = line;
        this.at = at;
    }

    /**
     * Reads the page to its end.
     *
     * @param wanted whether a metric's name is; it is asked of every line, {@code #} of a comment
     * @param found takes the samples in the order of the page; how many there are is up to the page
     */
    public static void read(InputStream page, Predicate<String> wanted, Consumer<Sample> found) throws IOException {
        byte[] line = new byte[MAX_LINE];
        int length = 0;
        byte[] chunk = new byte[8 << 10];
        for (int n = page.read(chunk); n >= 0; n = page.read(chunk)) {
            for (int i = 0; i < n; i++) {
                if (chunk[i] == '\n') {
                    line(line, length, wanted, found);
                    length = 0;
                } else if (length++ < MAX_LINE) {
                    line[length - 1] = chunk[i];
                }
            }
        }
        line(line, length, wanted, found);
    }

    private static void line(byte[] bytes, int length, Predicate<String> wanted, Consumer<Sample> found) {
        if (length > MAX_LINE) {
            return;
        }
        int nameEnd = 0;
        while (nameEnd < length && bytes[nameEnd] != '{' && bytes[nameEnd] > ' ') {
            nameEnd++;
        }
        String name = new String(bytes, 0, nameEnd, StandardCharsets.US_ASCII);
        if (!wanted.test(name)) {
            return;
        }
        PrometheusText text = new PrometheusText(new String(bytes, 0, length, StandardCharsets.UTF_8), nameEnd);
        try {
            Map<String, String> labels = text.labels();
            String[] rest = text.line.substring(text.at).trim().split("\\s+", 3);
            found.accept(new Sample(name, labels, number(rest[0])));
        } catch (IllegalArgumentException | StringIndexOutOfBoundsException notOfTheFormat) {
            return;
        }
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf", "Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    private Map<String, String> labels() {
        Map<String, String> labels = new HashMap<>();
        if (at >= line.length() || line.charAt(at) != '{') {
            return labels;
        }
        at++;
        while (line.charAt(at) != '}') {
            int equals = line.indexOf("=\"", at);
            if (equals < 0 || labels.size() >= MAX_LABELS) {
                throw new IllegalArgumentException("label");
            }
            String key = line.substring(at, equals).trim();
            at = equals + 2;
            labels.put(key, value());
            while (line.charAt(at) == ',' || line.charAt(at) == ' ') {
                at++;
            }
        }
        at++;
        return labels;
    }

    private String value() {
        StringBuilder value = new StringBuilder();
        while (line.charAt(at) != '"') {
            char c = line.charAt(at++);
            if (c == '\\') {
                char escaped = line.charAt(at++);
                value.append(escaped == 'n' ? '\n' : escaped);
            } else {
                value.append(c);
            }
        }
        at++;
        return value.toString();
    }
}
