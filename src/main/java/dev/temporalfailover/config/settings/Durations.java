package dev.temporalfailover.config.settings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as they stand in the file: a whole number and a unit. */
public final class Durations {
    private static final Map<String, Duration> UNITS = new LinkedHashMap<>();
    private static final Pattern WRITTEN = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
    private static final long MOST = 999_999_999;

    static {
        UNITS.put("ms", Duration.ofMillis(1));
        UNITS.put("s", Duration.ofSeconds(1));
        UNITS.put("m", Duration.ofMinutes(1));
        UNITS.put("h", Duration.ofHours(1));
        UNITS.put("d", Duration.ofDays(1));
    }

    private Durations() {}

    /** @param min shortest allowed, as it would be written */
    public static ValueType<Duration> from(String min, String max) {
        Duration least = parse(min);
        Duration most = parse(max);
        String allowed = "a duration such as 100ms, 5s, 5m or 1h, from " + min + " to " + max;
        return ValueType.of(allowed, Keywords.text(pattern(least, most)), text -> {
            Duration found = parse(text);
            ValueType.require(found.compareTo(least) >= 0 && found.compareTo(most) <= 0);
            return found;
        });
    }

    /** @throws IllegalArgumentException if the text is no duration */
    public static Duration parse(String text) {
        Matcher m = WRITTEN.matcher(text);
        ValueType.require(m.matches());
        return UNITS.get(m.group(2)).multipliedBy(Long.parseLong(m.group(1)));
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

    private static String pattern(Duration min, Duration max) {
        List<String> forms = new ArrayList<>();
        UNITS.forEach((word, unit) -> {
            long least = -Math.floorDiv(-min.toMillis(), unit.toMillis());
            long most = Math.min(max.dividedBy(unit), MOST);
            if (least <= most) {
                forms.add("(?:" + Keywords.between(least, most) + ")" + word);
            }
        });
        return String.join("|", forms);
    }
}
