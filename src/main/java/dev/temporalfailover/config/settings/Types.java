package dev.temporalfailover.config.settings;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The kinds of values that the file uses. */
public final class Types {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");
    private static final Pattern LABEL = Pattern.compile("[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]{2,45}");

    public static final Type<String> NAME = Type.matching(
            "1 to 63 lower-case letters, digits and hyphens, beginning and ending with a letter or digit",
            "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    public static final Type<String> OBJECT_NAME = Type.matching(
            "a Kubernetes name: lower-case letters, digits, hyphens and dots",
            "(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");

    /** A process' name; stands in Leases and in the epoch record, where quotes and spaces would be escaped. */
    public static final Type<String> INSTANCE =
            Type.matching("1 to 128 letters, digits, dots, hyphens and underscores", "[A-Za-z0-9._-]{1,128}");

    public static final Type<String> HTTP_PATH =
            Type.matching("a path that begins with / and has no spaces, such as /healthz", "/[!-~&&[^#]]{0,500}");

    public static final Type<String> SELECTOR = Type.matching(
            "labels such as app=temporal,tier=front",
            "(?=.{1,500}$)[A-Za-z0-9./_-]+=[A-Za-z0-9._-]*(,[A-Za-z0-9./_-]+=[A-Za-z0-9._-]*)*");

    public static final Type<String> ZONE_ID =
            Type.matching("a hosted zone's id such as Z0123456789ABCDEFGHIJ", "Z[A-Z0-9]{1,31}");

    public static final Type<String> TEXT = Type.matching(
            "1 to 255 printable characters without leading or trailing space", "[!-~]([ -~]{0,253}[!-~])?");

    public static final Type<Integer> PORT = Type.whole(1, 65535);

    public static final Type<Boolean> FLAG = Type.of("true or false", text -> {
        Type.require(text.equals("true") || text.equals("false"));
        return text.equals("true");
    });

    public static final Type<Path> FILE = file(false);

    /** A file that holds a secret. */
    public static final Type<Path> SECRET_FILE = file(true);

    /** Stored lower case, IPv6 without brackets. */
    public static final Type<String> HOST = Type.of(
            "a host name or an IP address without scheme and port, such as temporal.example.com, 10.0.1.5 or 2001:db8::5",
            Types::host);

    /** A DNS record's name, stored lower case without the dot at its end. */
    public static final Type<String> RECORD_NAME = Type.of("a DNS name such as temporal-api.example.com", text -> {
        String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        Type.require(isName(name.startsWith("*.") ? name.substring(2) : name) && name.contains("."));
        return name.toLowerCase(Locale.ROOT);
    });

    /** Stored as {@code host:port}, an IPv6 host in brackets. */
    public static final Type<String> HOST_PORT = Type.of("host:port such as 10.0.0.2:53 or [2001:db8::2]:53", text -> {
        int colon = text.lastIndexOf(':');
        Type.require(colon > 0);
        String written = text.substring(0, colon);
        String host = host(written);
        Type.require(!host.contains(":") || written.startsWith("["));
        int port = PORT.parse().apply(text.substring(colon + 1));
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    });

    public static final Type<URI> HTTP_URL =
            Type.of("an http or https URL such as http://127.0.0.1:15090/stats", text -> {
                URI uri = URI.create(text);
                Type.require("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
                Type.require(uri.getHost() != null && uri.getUserInfo() == null && uri.getFragment() == null);
                Type.require(uri.getPort() != 0 && uri.getPort() <= 65535);
                return uri;
            });

    private Types() {}

    /** @param min shortest allowed, as it would be written */
    public static Type<Duration> duration(String min, String max) {
        Duration least = duration(min);
        Duration most = duration(max);
        return Type.of("a duration such as 100ms, 5s, 5m or 1h, from " + min + " to " + max, text -> {
            Duration found = duration(text);
            Type.require(found.compareTo(least) >= 0 && found.compareTo(most) <= 0);
            return found;
        });
    }

    public static Duration duration(String text) {
        Matcher m = DURATION.matcher(text);
        Type.require(m.matches());
        long n = Long.parseLong(m.group(1));
        return switch (m.group(2)) {
            case "ms" -> Duration.ofMillis(n);
            case "s" -> Duration.ofSeconds(n);
            case "m" -> Duration.ofMinutes(n);
            case "h" -> Duration.ofHours(n);
            default -> Duration.ofDays(n);
        };
    }

    /** As it would be written. */
    public static String text(Duration d) {
        long ms = d.toMillis();
        if (ms % 1000 != 0) {
            return ms + "ms";
        }
        long seconds = ms / 1000;
        return seconds % 3600 == 0 && seconds > 0
                ? seconds / 3600 + "h"
                : seconds % 60 == 0 && seconds > 0 ? seconds / 60 + "m" : seconds + "s";
    }

    /** {@code 1%} or {@code 0.01}. */
    public static double ratio(String text) {
        boolean percent = text.endsWith("%");
        String digits = percent ? text.substring(0, text.length() - 1).stripTrailing() : text;
        double value = number(digits) / (percent ? 100 : 1);
        Type.require(value > 0 && value <= 1);
        return value;
    }

    public static double number(String text) {
        Type.require(NUMBER.matcher(text).matches());
        return Double.parseDouble(text);
    }

    private static Type<Path> file(boolean secret) {
        return new Type<>("the absolute path of a file, beginning with /", secret, text -> {
            Type.require(text.matches("/[ -~]{1,1000}"));
            return Path.of(text);
        });
    }

    private static String host(String text) {
        boolean bracketed = text.startsWith("[") && text.endsWith("]") && text.length() > 2;
        String host = bracketed ? text.substring(1, text.length() - 1) : text;
        Type.require(host.contains(":") ? isIpv6(host) : !bracketed && (isIpv4(host) || isName(host)));
        return host.toLowerCase(Locale.ROOT);
    }

    private static boolean isName(String text) {
        String[] labels = text.toLowerCase(Locale.ROOT).split("\\.", -1);
        // A name whose last label is a number would be taken for an IPv4 address.
        boolean numeric = labels[labels.length - 1].matches("\\d+");
        return text.length() <= 253
                && !numeric
                && java.util.Arrays.stream(labels)
                        .allMatch(l -> LABEL.matcher(l).matches());
    }

    private static boolean isIpv4(String text) {
        return text.matches("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");
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
