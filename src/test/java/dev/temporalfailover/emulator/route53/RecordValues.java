package dev.temporalfailover.emulator.route53;

import dev.temporalfailover.emulator.route53.wire.ApiError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.xbill.DNS.Address;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/**
 * What a value may be per type (<a
 * href="https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/ResourceRecordTypes.html">supported DNS record
 * types</a>), and its form on the wire.
 */
final class RecordValues {
    static final Set<String> TYPES =
            Set.of("SOA", "A", "TXT", "NS", "CNAME", "MX", "NAPTR", "PTR", "SRV", "SPF", "AAAA", "CAA", "DS");
    private static final int MAX_STRING = 255;
    private static final int MAX_VALUE = 4000;

    private RecordValues() {}

    /** What is wrong with the value, in AWS's words; null if nothing. */
    static String problem(String type, String value) {
        if (value.length() > MAX_VALUE) {
            return fatal("CharacterStringTooLong", "Value is too long", value);
        }
        switch (type) {
            case "A":
                return Address.toByteArray(value, Address.IPv4) == null || !value.matches("[0-9.]+")
                        ? fatal("ARRDATAIllegalIPv4Address", "Value is not a valid IPv4 address", value)
                        : null;
            case "AAAA":
                return Address.toByteArray(value, Address.IPv6) == null
                        ? fatal("AAAARRDATAIllegalIPv6Address", "Value is not a valid IPv6 address", value)
                        : null;
            case "TXT":
            case "SPF":
                return stringsProblem(value);
            case "CNAME":
            case "NS":
            case "PTR":
                return nameProblem(value);
            default:
                return parsed(type, value);
        }
    }

    /** The record for an answer. The value has passed {@link #problem}. */
    static Record wire(Name owner, String type, long ttl, String value) {
        int number = Type.value(type);
        try {
            if (type.equals("TXT")) {
                return new TXTRecord(owner, DClass.IN, ttl, masterStrings(value));
            }
            String text = type.equals("CNAME") || type.equals("NS") || type.equals("PTR")
                    ? RecordName.of(value).wire().toString()
                    : value;
            return Record.fromString(owner, number, DClass.IN, ttl, text, Name.root);
        } catch (IOException e) {
            throw new IllegalStateException("stored value is not a " + type + ": " + value, e);
        }
    }

    private static String parsed(String type, String value) {
        try {
            Record.fromString(Name.root, Type.value(type), DClass.IN, 0, value, Name.root);
            return null;
        } catch (IOException | IllegalArgumentException e) {
            return fatal("InvalidRecordData", "Value is not valid " + type + " data", value);
        }
    }

    private static String nameProblem(String value) {
        try {
            RecordName.of(value);
            return null;
        } catch (ApiError e) {
            return "Invalid Resource Record: " + e.getMessage();
        }
    }

    private static String stringsProblem(String value) {
        try {
            for (byte[] s : strings(value)) {
                if (s.length > MAX_STRING) {
                    return fatal("CharacterStringTooLong", "Value is too long", value);
                }
            }
            return null;
        } catch (IllegalArgumentException e) {
            return fatal("InvalidCharacterString", e.getMessage(), value);
        }
    }

    /** {@code "a" "b"} to its strings; backslash escapes a quote, a backslash or three octal digits. */
    static List<byte[]> strings(String value) {
        List<byte[]> all = new ArrayList<>();
        int i = 0;
        while (i < value.length()) {
            if (value.charAt(i) == ' ') {
                i++;
                continue;
            }
            if (value.charAt(i) != '"') {
                throw new IllegalArgumentException("Value should be enclosed in quotation marks");
            }
            i++;
            ByteArrayOutputStream one = new ByteArrayOutputStream();
            while (i < value.length() && value.charAt(i) != '"') {
                char c = value.charAt(i);
                if (c > '~' || c < ' ') {
                    throw new IllegalArgumentException("Value contains unsupported characters");
                } else if (c != '\\') {
                    one.write(c);
                    i++;
                } else if (value.length() >= i + 4
                        && value.substring(i + 1, i + 4).matches("[0-3][0-7]{2}")) {
                    one.write(Integer.parseInt(value.substring(i + 1, i + 4), 8));
                    i += 4;
                } else if (i + 1 < value.length()) {
                    one.write(value.charAt(i + 1));
                    i += 2;
                } else {
                    i++;
                }
            }
            if (i >= value.length()) {
                throw new IllegalArgumentException("Value should be enclosed in quotation marks");
            }
            i++;
            all.add(one.toByteArray());
        }
        if (all.isEmpty()) {
            throw new IllegalArgumentException("Value should be enclosed in quotation marks");
        }
        return all;
    }

    private static List<String> masterStrings(String value) {
        List<String> out = new ArrayList<>();
        for (byte[] s : strings(value)) {
            StringBuilder text = new StringBuilder();
            for (byte b : s) {
                text.append(String.format("\\%03d", b & 0xff));
            }
            out.add(text.toString());
        }
        return out;
    }

    private static String fatal(String problem, String words, String value) {
        String shown = value.length() > 300 ? value.substring(0, 300) : value;
        return "Invalid Resource Record: 'FATAL problem: " + problem + " (" + words + ") encountered with '" + shown
                + "''";
    }
}
