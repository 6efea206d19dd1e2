package dev.temporalfailover.config.settings;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The kinds of values that the file uses. */
public final class Types {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");
    public static final ValueType<String> NAME = ValueType.matching(
            "1 to 63 lower-case letters, digits and hyphens, beginning and ending with a letter or digit",
            "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    public static final ValueType<String> OBJECT_NAME = ValueType.matching(
            "a Kubernetes name: lower-case letters, digits, hyphens and dots",
            "(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");

    /** A process' name; stands in Leases and in the epoch record, where quotes and spaces would be escaped. */
    public static final ValueType<String> INSTANCE =
            ValueType.matching("1 to 128 letters, digits, dots, hyphens and underscores", "[A-Za-z0-9._-]{1,128}");

    public static final ValueType<String> HTTP_PATH =
            ValueType.matching("a path that begins with / and has no spaces, such as /healthz", "/[!\"$-~]{0,500}");

    public static final ValueType<String> SELECTOR = ValueType.matching(
            "labels such as app=temporal,tier=front",
            "(?=.{1,500}$)[A-Za-z0-9./_-]+=[A-Za-z0-9._-]*(,[A-Za-z0-9./_-]+=[A-Za-z0-9._-]*)*");

    public static final ValueType<String> ZONE_ID =
            ValueType.matching("a hosted zone's id such as Z0123456789ABCDEFGHIJ", "Z[A-Z0-9]{1,31}");

    public static final ValueType<String> TEXT = ValueType.matching(
            "1 to 255 printable characters without leading or trailing space", "[!-~]([ -~]{0,253}[!-~])?");

    /** Text that is often a number. */
    public static final ValueType<String> QUANTITY =
            ValueType.of(TEXT.allowed(), Map.of("type", List.of("string", "number")), TEXT.parse());

    public static final ValueType<Integer> PORT = ValueType.whole(1, 65535);

    public static final ValueType<Boolean> FLAG = ValueType.of("true or false", Keywords.FLAG, text -> {
        ValueType.require(text.equals("true") || text.equals("false"));
        return text.equals("true");
    });

    public static final ValueType<Path> FILE = file(false);

    /** A file of our own, which need not be there yet. */
    public static final ValueType<Path> OWN_FILE = file(false);

    /** A file that holds a secret. */
    public static final ValueType<Path> SECRET_FILE = file(true);

    public static final ValueType<URI> HTTP_URL = ValueType.of(
            "an http or https URL such as http://127.0.0.1:15090/stats", Keywords.text("https?://[!-~]+"), text -> {
                URI uri = URI.create(text);
                ValueType.require("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
                ValueType.require(uri.getHost() != null && uri.getUserInfo() == null && uri.getFragment() == null);
                ValueType.require(uri.getPort() != 0 && uri.getPort() <= 65535);
                return uri;
            });

    private Types() {}

    /** {@code 1%} or {@code 0.01}. */
    public static double ratio(String text) {
        boolean percent = text.endsWith("%");
        String digits = percent ? text.substring(0, text.length() - 1).stripTrailing() : text;
        double value = number(digits) / (percent ? 100 : 1);
        ValueType.require(value > 0 && value <= 1);
        return value;
    }

    public static double number(String text) {
        ValueType.require(NUMBER.matcher(text).matches());
        return Double.parseDouble(text);
    }

    private static ValueType<Path> file(boolean secret) {
        ValueType<String> path = ValueType.matching("the absolute path of a file, beginning with /", "/[ -~]{1,1000}");
        return new ValueType<>(
                path.allowed(),
                secret,
                path.keywords(),
                text -> Path.of(path.parse().apply(text)));
    }
}
