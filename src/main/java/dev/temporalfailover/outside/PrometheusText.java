package dev.temporalfailover.outside;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The lines of a Prometheus text page (format 0.0.4) that have one of the wanted names. A page of a sidecar has tens of
 * thousands of others, which are skipped unparsed. A wanted line that is not of the format is skipped too: one bad line does
 * not blind us to the rest.
 */
public final class PrometheusText {
    /** A page with more wanted lines than this is not one we know. */
    public static final int MAX_SAMPLES = 5_000;

    private static final int MAX_LABELS = 50;

    private final String line;
    private int at;

    private PrometheusText(String line, int at) {
        this.line = line;
        this.at = at;
    }

    /** The samples of these metrics in the order of the page. */
    public static List<Sample> parse(String page, Set<String> wanted) {
        List<Sample> found = new ArrayList<>();
        int start = 0;
        while (start < page.length() && found.size() < MAX_SAMPLES) {
            int end = page.indexOf('\n', start);
            end = end < 0 ? page.length() : end;
            Sample sample = line(page, start, end, wanted);
            if (sample != null) {
                found.add(sample);
            }
            start = end + 1;
        }
        return found;
    }

    private static Sample line(String page, int start, int end, Set<String> wanted) {
        int nameEnd = start;
        while (nameEnd < end && page.charAt(nameEnd) != '{' && page.charAt(nameEnd) > ' ') {
            nameEnd++;
        }
        String name = page.substring(start, nameEnd);
        if (!wanted.contains(name)) {
            return null;
        }
        PrometheusText text = new PrometheusText(page.substring(start, end), nameEnd - start);
        try {
            Map<String, String> labels = text.labels();
            String[] rest = text.line.substring(text.at).trim().split("\\s+", 3);
            return new Sample(name, labels, number(rest[0]));
        } catch (IllegalArgumentException | StringIndexOutOfBoundsException notOfTheFormat) {
            return null;
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
