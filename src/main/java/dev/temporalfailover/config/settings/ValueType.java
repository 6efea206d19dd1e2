package dev.temporalfailover.config.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A kind of value.
 *
 * @param allowed what may be written, for error lines and the reference page
 * @param secret the value found is never shown: it may be a secret that was pasted where a file's name belongs
 * @param keywords of a JSON Schema; never stricter than {@code parse} for what is written as its type
 * @param parse throws {@link IllegalArgumentException} for what is not allowed
 */
public record ValueType<T>(String allowed, boolean secret, Map<String, Object> keywords, Function<String, T> parse) {

    public static <T> ValueType<T> of(String allowed, Map<String, Object> keywords, Function<String, T> parse) {
        return new ValueType<>(allowed, false, keywords, parse);
    }

    /** Any text; further rules are in the section that reads it. */
    public static ValueType<String> text(String allowed) {
        return of(allowed, Keywords.TEXT, text -> text);
    }

    /** Text that matches as a whole. */
    public static ValueType<String> matching(String allowed, String regex) {
        Pattern pattern = Pattern.compile(regex);
        return of(allowed, Keywords.text(regex), text -> {
            require(pattern.matcher(text).matches());
            return text;
        });
    }

    public static ValueType<Integer> whole(int min, int max) {
        return of("a whole number from " + min + " to " + max, Keywords.whole(min, max), text -> {
            require(text.matches("-?\\d{1,10}"));
            long number = Long.parseLong(text);
            require(number >= min && number <= max);
            return (int) number;
        });
    }

    /** An enum constant by its word. */
    public static <E extends Enum<E>> ValueType<E> word(Class<E> type, Function<E, String> word) {
        List<E> all = Arrays.asList(type.getEnumConstants());
        List<String> words = all.stream().map(word).toList();
        return of(oneOf(words), Keywords.words(words), text -> all.stream()
                .filter(e -> word.apply(e).equals(text))
                .findFirst()
                .orElseThrow(IllegalArgumentException::new));
    }

    public static <E extends Enum<E>> ValueType<E> word(Class<E> type) {
        return word(type, e -> e.name().toLowerCase(Locale.ROOT));
    }

    static String oneOf(List<String> words) {
        return words.size() == 1
                ? words.get(0)
                : String.join(", ", words.subList(0, words.size() - 1)) + " or " + words.get(words.size() - 1);
    }

    public static void require(boolean condition) {
        if (!condition) {
            throw new IllegalArgumentException();
        }
    }
}
