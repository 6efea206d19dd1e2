package dev.temporalfailover.traffic.route53;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.outside.Line;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The epoch record as text: {@code v=1 epoch=7 active=us-west-2 weights=us-east-1:0,us-west-2:100 owner=pod-a
 * reason=active_down at=2026-11-22T01:02:03Z switches=2026-11-22T01:02:03Z}. Names are percent-encoded as in a URL, so
 * that the text is plain ASCII; names are cleaned ({@link Line}) as they are read. Unknown keys of version 1 are skipped; a
 * higher version is refused.
 */
final class EpochText {

    private static final int VERSION = 1;
    private static final int MAX_FIELDS = 32;
    private static final int MAX_REGIONS = 100;

    private EpochText() {}

    /**
     * The record as the value of a TXT record.
     *
     * @throws IllegalArgumentException if it does not fit in one
     */
    static String write(EpochRecord record) {
        String text = "v=" + VERSION + " epoch=" + record.epoch() + " active=" + encode(record.active()) + " weights="
                + new TreeMap<>(record.weights())
                        .entrySet().stream()
                                .map(entry -> encode(entry.getKey()) + ":" + entry.getValue())
                                .collect(Collectors.joining(","))
                + " owner=" + encode(record.owner()) + " reason=" + encode(record.reason()) + " at=" + record.at()
                + " switches="
                + record.switches().stream().map(Instant::toString).collect(Collectors.joining(","));
        String value = TxtValue.quote(text);
        if (value.length() > TxtValue.MAX_LENGTH) {
            throw new IllegalArgumentException("the epoch record needs " + value.length() + " characters, a TXT record"
                    + " holds " + TxtValue.MAX_LENGTH + ": fewer or shorter region names are needed");
        }
        return value;
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IllegalArgumentException with one line on what is wrong; nothing else is thrown
     */
    static EpochRecord read(String value) {
        Map<String, String> fields = fields(TxtValue.unquote(value));
        try {
            return new EpochRecord(
                    epoch(need(fields, "epoch")),
                    region(need(fields, "active")),
                    weights(need(fields, "weights")),
                    decode(need(fields, "owner")),
                    decode(need(fields, "reason")),
                    time(need(fields, "at")),
                    switches(need(fields, "switches")));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("at or switches is not a time", e);
        }
    }

    private static Map<String, String> fields(String text) {
        String[] parts = text.split(" ", MAX_FIELDS + 1);
        if (!parts[0].startsWith("v=")) {
            throw new IllegalArgumentException("does not begin with v=" + VERSION);
        }
        if (parts.length > MAX_FIELDS) {
            throw new IllegalArgumentException("more than " + MAX_FIELDS + " fields");
        }
        Map<String, String> fields = new HashMap<>();
        // The version first: a newer one may look different from here on.
        fields.put("v", parts[0].substring(2));
        if (whole(fields.get("v"), "v", 1, Integer.MAX_VALUE) > VERSION) {
            throw new IllegalArgumentException("written by a newer version (v=" + fields.get("v") + ")");
        }
        for (String part : List.of(parts).subList(1, parts.length)) {
            int equals = part.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("a field is not of the form key=value");
            }
            if (fields.put(part.substring(0, equals), part.substring(equals + 1)) != null) {
                throw new IllegalArgumentException("a field is given twice");
            }
        }
        return fields;
    }

    private static String need(Map<String, String> fields, String key) {
        String value = fields.get(key);
        if (value == null) {
            throw new IllegalArgumentException(key + " is missing");
        }
        return value;
    }

    private static long epoch(String digits) {
        return EpochRecord.number(digits).orElseThrow(() -> {
            boolean number = digits.matches("[0-9]{1,40}");
            return new IllegalArgumentException("epoch is " + (number ? "out of range" : "not a number"));
        });
    }

    private static long whole(String digits, String key, long from, long to) {
        if (!digits.matches("[0-9]{1,18}")) {
            throw new IllegalArgumentException(key + " is not a number");
        }
        long value = Long.parseLong(digits);
        if (value < from || value > to) {
            throw new IllegalArgumentException(key + " is out of range");
        }
        return value;
    }

    private static Map<String, Integer> weights(String text) {
        Map<String, Integer> weights = new HashMap<>();
        for (String pair : text.split(",", MAX_REGIONS + 1)) {
            int colon = pair.lastIndexOf(':');
            if (colon < 1) {
                throw new IllegalArgumentException("weights is not of the form region:weight,...");
            }
            int weight = (int) whole(pair.substring(colon + 1), "a weight", 0, 255);
            if (weights.put(region(pair.substring(0, colon)), weight) != null) {
                throw new IllegalArgumentException("a region is given twice in weights");
            }
        }
        return weights;
    }

    private static Instant time(String text) {
        return Moment.bounded(Instant.parse(text));
    }

    private static List<Instant> switches(String text) {
        List<Instant> times = new ArrayList<>();
        if (!text.isEmpty()) {
            for (String time : text.split(",", EpochRecord.MAX_SWITCHES + 1)) {
                times.add(time(time));
            }
        }
        return times;
    }

    private static String encode(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String region(String text) {
        String name = decode(text);
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a region has no name that can be seen");
        }
        return name;
    }

    /** Strict, unlike {@code URLDecoder}: malformed escapes and malformed UTF-8 are refused, never replaced. */
    private static String decode(String text) {
        ByteBuffer bytes = ByteBuffer.allocate(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '%') {
                if (c > '~') {
                    throw new IllegalArgumentException("a name is not percent-encoded ASCII");
                }
                bytes.put((byte) c);
                continue;
            }
            int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
            if (high < 0 || low < 0) {
                throw new IllegalArgumentException("a name has a malformed percent escape");
            }
            bytes.put((byte) (high << 4 | low));
            i += 2;
        }
        try {
            return Line.of(
                    StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString(), TxtValue.MAX_LENGTH);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("a name is not UTF-8", e);
        }
    }
}
