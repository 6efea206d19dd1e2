package dev.temporalfailover.config.settings;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/** Names and addresses of hosts. */
public final class Hosts {
    private static final Pattern LABEL = Pattern.compile("[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]{2,45}");

    private static final String IPV4_TEXT = "(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}";
    private static final String NAME_TEXT = "(?!.*\\.[0-9]+$|[0-9]+$)[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]+)*";
    private static final String IPV6_TEXT = "(?!.*:::)[0-9a-fA-F:.]*:[0-9a-fA-F:.]*";
    static final String HOST_TEXT = IPV4_TEXT + "|" + NAME_TEXT + "|" + IPV6_TEXT + "|\\[" + IPV6_TEXT + "\\]";
    static final String HOST_PORT_TEXT =
            "(?:[A-Za-z0-9_.-]+|\\[" + IPV6_TEXT + "\\]):(?:" + Keywords.between(1, 65535) + ")";

    /** Stored lower case, IPv6 without brackets. */
    public static final ValueType<String> HOST = ValueType.of(
            "a host name or an IP address without scheme and port, such as temporal.example.com, 10.0.1.5 or 2001:db8::5",
            Keywords.text(HOST_TEXT),
            Hosts::host);

    /** A DNS record's name, stored lower case without the dot at its end. */
    public static final ValueType<String> RECORD_NAME = ValueType.of(
            "a DNS name such as temporal-api.example.com",
            Keywords.text("[*]?[A-Za-z0-9_-]*(\\.[A-Za-z0-9_-]+)+\\.?"),
            text -> {
                String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
                ValueType.require(isName(name.startsWith("*.") ? name.substring(2) : name) && name.contains("."));
                return name.toLowerCase(Locale.ROOT);
            });

    /** Stored as {@code host:port}, an IPv6 host in brackets. */
    public static final ValueType<String> HOST_PORT =
            ValueType.of("host:port such as 10.0.0.2:53 or [2001:db8::2]:53", Keywords.text(HOST_PORT_TEXT), text -> {
                int colon = text.lastIndexOf(':');
                ValueType.require(colon > 0);
                String written = text.substring(0, colon);
                String host = host(written);
                ValueType.require(!host.contains(":") || written.startsWith("["));
                int port = Types.PORT.parse().apply(text.substring(colon + 1));
                return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
            });

    private Hosts() {}

    private static String host(String text) {
        boolean bracketed = text.startsWith("[") && text.endsWith("]") && text.length() > 2;
        String host = bracketed ? text.substring(1, text.length() - 1) : text;
        ValueType.require(host.contains(":") ? isIpv6(host) : !bracketed && (isIpv4(host) || isName(host)));
        return host.toLowerCase(Locale.ROOT);
    }

    private static boolean isName(String text) {
        String[] labels = text.toLowerCase(Locale.ROOT).split("\\.", -1);
        // A name whose last label is a number would be taken for an IPv4 address.
        boolean numeric = labels[labels.length - 1].matches("\\d+");
        return text.length() <= 253
                && !numeric
                && Arrays.stream(labels).allMatch(l -> LABEL.matcher(l).matches());
    }

    private static boolean isIpv4(String text) {
        return text.matches(IPV4_TEXT);
    }

    private static boolean isIpv6(String text) {
        if (!IPV6.matcher(text).matches() || text.contains(":::")) {
            return false;
        }
        int gap = text.indexOf("::");
        if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
            return false;
        }
        if (gap < 0) {
            return groups(text, true) == 8;
        }
        int before = groups(text.substring(0, gap), false);
        int after = groups(text.substring(gap + 2), true);
        return before >= 0 && after >= 0 && before + after <= 7;
    }

    /** 16-bit groups, an IPv4 address at the end counting for two; -1 if one is wrong. */
    private static int groups(String text, boolean atEnd) {
        if (text.isEmpty()) {
            return 0;
        }
        String[] parts = text.split(":", -1);
        int count = 0;
        for (int i = 0; i < parts.length; i++) {
            boolean last = atEnd && i == parts.length - 1;
            if (last && isIpv4(parts[i])) {
                count += 2;
            } else if (parts[i].matches("[0-9a-fA-F]{1,4}")) {
                count++;
            } else {
                return -1;
            }
        }
        return count;
    }
}
