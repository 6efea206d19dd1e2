package dev.temporalfailover.emulator.route53;

import dev.temporalfailover.emulator.route53.wire.ApiError;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/**
 * A domain name as Route 53 keeps it: lower case, absolute, every character but a-z, 0-9, hyphen and underscore as a
 * three-digit octal escape (<a href="https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html">DNS
 * domain name format</a>).
 *
 * @param text for example {@code \052.example.com.}
 * @param order what ListResourceRecordSets sorts by: the labels reversed, {@code com.example.\052.}
 */
record RecordName(String text, String order) {
    private static final int MAX_LABEL = 63;
    private static final int MAX_NAME = 255;

    static RecordName of(String raw) {
        if (raw == null || raw.isEmpty()) {
            throw ApiError.invalidInput("The domain name is empty");
        }
        List<String> labels = labels(raw);
        int wireLength = 1;
        List<String> escaped = new ArrayList<>();
        for (String label : labels) {
            if (label.isEmpty()) {
                throw fatal("DomainLabelEmpty", "Domain label is empty", raw);
            }
            if (label.length() > MAX_LABEL) {
                throw fatal("DomainLabelTooLong", "Domain label is too long", raw);
            }
            wireLength += label.length() + 1;
            escaped.add(escape(label));
        }
        if (wireLength > MAX_NAME) {
            throw fatal("DomainNameTooLong", "Domain name is too long", raw);
        }
        String text = String.join(".", escaped) + ".";
        Collections.reverse(escaped);
        return new RecordName(text, String.join(".", escaped) + ".");
    }

    /** Whether this name is the given one or below it. */
    boolean within(RecordName zone) {
        return text.equals(zone.text) || text.endsWith("." + zone.text);
    }

    /** The name one label up; null at the top. */
    RecordName parent() {
        int dot = text.indexOf('.');
        return dot == text.length() - 1 ? null : of(text.substring(dot + 1));
    }

    /** The wildcard directly below this name. */
    RecordName wildcard() {
        return of("*." + text);
    }

    /** The same name for the wire; DNS master files escape in decimal, Route 53 in octal. */
    Name wire() {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                out.append('\\').append(String.format("%03d", Integer.parseInt(text.substring(i + 1, i + 4), 8)));
                i += 3;
            } else {
                out.append(c);
            }
        }
        try {
            return Name.fromString(out.toString());
        } catch (TextParseException e) {
            throw new IllegalStateException("not a name: " + text, e);
        }
    }

    /** A name from the wire. */
    static RecordName of(Name name) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < name.labels() - 1; i++) {
            byte[] label = name.getLabel(i);
            for (int k = 1; k <= label[0]; k++) {
                out.append(octal((char) (label[k] & 0xff)));
            }
            out.append('.');
        }
        return of(out.toString());
    }

    private static List<String> labels(String raw) {
        List<String> labels = new ArrayList<>();
        StringBuilder label = new StringBuilder();
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '.') {
                labels.add(label.toString());
                label.setLength(0);
            } else if (c == '\\'
                    && i + 3 < raw.length()
                    && raw.substring(i + 1, i + 4).matches("[0-3][0-7]{2}")) {
                label.append(lower((char) Integer.parseInt(raw.substring(i + 1, i + 4), 8)));
                i += 3;
            } else if (c < '!' || c > '~' || c == '\\') {
                throw fatal("UnsupportedCharacter", "Value contains unsupported characters", raw);
            } else {
                label.append(lower(c));
            }
        }
        if (label.length() > 0) {
            labels.add(label.toString());
        }
        return labels;
    }

    private static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
    }

    private static String escape(String label) {
        StringBuilder out = new StringBuilder();
        for (char c : label.toCharArray()) {
            boolean plain = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_';
            out.append(plain ? String.valueOf(c) : octal(c));
        }
        return out.toString();
    }

    private static String octal(char c) {
        return String.format("\\%03o", (int) c);
    }

    private static ApiError fatal(String problem, String words, String value) {
        return ApiError.invalidInput("FATAL problem: " + problem + " (" + words + ") encountered with '" + value + "'");
    }
}
