package dev.temporalfailover.config.settings;

import dev.temporalfailover.config.settings.Setting.Shape;
import java.util.List;

/**
 * One setting, declared once.
 *
 * @param name its key
 * @param form how it stands in the file
 * @param type of the value, of a list's items, or of the keys of {@link Form#NAMED}; null for groups
 * @param shape of a group; null for values
 * @param required whether it must be written
 * @param fallback as it would be written; {@code (...)} describes the default in words; empty for none
 * @param doc one or two sentences for the reference page
 */
public record Setting<T>(
        String name, Form form, ValueType<T> type, Shape shape, boolean required, String fallback, String doc) {

    /** How a setting stands in the file. */
    public enum Form {
        VALUE,
        VALUES,
        GROUP,
        GROUPS,
        NAMED
    }

    private static <T> Setting<T> of(Form form, String name, ValueType<T> type, Shape shape, String fallback) {
        return new Setting<>(name, form, type, shape, false, fallback, "");
    }

    public static <T> Setting<T> required(String name, ValueType<T> type) {
        return of(Form.VALUE, name, type, null, "").asRequired();
    }

    /** May be left out; {@code otherwise} describes the default in words, and {@link Section#value} gives null. */
    public static <T> Setting<T> optional(String name, ValueType<T> type, String otherwise) {
        return of(Form.VALUE, name, type, null, "(" + otherwise + ")");
    }

    public static <T> Setting<T> of(String name, ValueType<T> type, String fallback) {
        return of(Form.VALUE, name, type, null, fallback);
    }

    /** A list of values; left out, {@link Section#values} gives an empty list. */
    public static <T> Setting<T> values(String name, ValueType<T> type, String otherwise) {
        return of(Form.VALUES, name, type, null, "(" + otherwise + ")");
    }

    /** A list of at least one value. */
    public static <T> Setting<T> requiredValues(String name, ValueType<T> type) {
        return of(Form.VALUES, name, type, null, "").asRequired();
    }

    public static Setting<Void> group(String name, Shape shape) {
        return of(Form.GROUP, name, null, shape, "");
    }

    public static Setting<Void> groups(String name, Shape shape) {
        return of(Form.GROUPS, name, null, shape, "");
    }

    /** Groups under free or enumerated keys. */
    public static <K> Setting<K> named(String name, ValueType<K> keys, Shape shape) {
        return of(Form.NAMED, name, keys, shape, "");
    }

    /** A map of values under the names of regions. */
    public static <T> Setting<T> map(String name, ValueType<T> type, String otherwise) {
        return of(Form.NAMED, name, type, null, "(" + otherwise + ")");
    }

    /** This setting, which must be written. */
    public Setting<T> asRequired() {
        return new Setting<>(name, form, type, shape, true, fallback, doc);
    }

    /** This setting with its text on the reference page: one or two sentences. */
    public Setting<T> means(String text) {
        return new Setting<>(name, form, type, shape, required, fallback, text);
    }

    /** What may be written. */
    public String allowed() {
        return switch (form) {
            case VALUE -> type.allowed();
            case VALUES -> "a list; each item: " + type.allowed();
            case GROUP -> "a group of settings";
            case GROUPS -> "a list of groups of settings";
            case NAMED -> shape == null ? "by region: " + type.allowed() : "groups under " + type.allowed();
        };
    }

    /** The value when it is not written. */
    public T otherwise() {
        return fallback.isEmpty() || fallback.startsWith("(")
                ? null
                : type.parse().apply(fallback);
    }

    /** A group of settings in their order on the reference page. */
    public record Shape(List<Setting<?>> settings) {
        public Shape(Setting<?>... settings) {
            this(List.of(settings));
        }
    }
}
