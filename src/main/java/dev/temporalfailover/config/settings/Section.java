package dev.temporalfailover.config.settings;

import dev.temporalfailover.config.settings.Setting.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A group of settings as it stands in the file, read by its declared {@link Setting}s. What is wrong is collected and the
 * setting's fallback, or null, takes its place, so that reading goes on.
 */
public final class Section {
    /** What no secret looks like that somebody has written in place of the name of its file. */
    private static final Pattern PATH = Pattern.compile("(?:/[A-Za-z0-9._-]{1,40}){2,}");

    private final String path;
    private final int line;
    private final Map<String, Node> fields;
    private final Problems problems;
    private final Predicate<String> unreadableFile;

    private Section(
            String path, int line, Map<String, Node> fields, Problems problems, Predicate<String> unreadableFile) {
        this.path = path;
        this.line = line;
        this.fields = fields;
        this.problems = problems;
        this.unreadableFile = unreadableFile;
    }

    /** The whole file. */
    public static Section root(Node node, Shape shape, Problems problems, Predicate<String> unreadableFile) {
        return new Section("", 0, Map.of(), problems, unreadableFile).child("", node, shape);
    }

    static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    public String path() {
        return path;
    }

    /** The full path of one of the settings. */
    public String path(Setting<?> setting) {
        return join(path, setting.name());
    }

    public boolean has(Setting<?> setting) {
        return fields.containsKey(setting.name());
    }

    /** Something is wrong with this setting though it can be read. */
    public void wrong(Setting<?> setting, String what) {
        Node node = fields.get(setting.name());
        problems.add(path(setting), node == null ? line : node.line(), what);
    }

    /** Something is wrong with the group as a whole. */
    public void wrong(String what) {
        problems.add(path, line, what);
    }

    /** The value as it is written, in quotes, or its default. */
    public String written(Setting<?> setting) {
        return fields.get(setting.name()) instanceof Node.Scalar s ? s.words() : "the default " + setting.fallback();
    }

    /** The value, its fallback if it is not written or wrong, or null. */
    public <T> T value(Setting<T> setting) {
        Node node = fields.get(setting.name());
        if (node == null) {
            if (setting.required()) {
                wrong(setting, "is missing; allowed: " + setting.allowed());
            }
            return setting.otherwise();
        }
        T value = parse(path(setting), node, setting.type());
        return value == null ? setting.otherwise() : value;
    }

    /** The value; empty if it is not written or wrong and has no fallback. */
    public <T> Optional<T> optional(Setting<T> setting) {
        return Optional.ofNullable(value(setting));
    }

    /** The list's items that can be read; empty if it is not written. */
    public <T> List<T> values(Setting<T> setting) {
        List<T> values = new ArrayList<>();
        List<Node> items = items(setting);
        for (int i = 0; i < items.size(); i++) {
            T value = parse(path(setting) + "[" + i + "]", items.get(i), setting.type());
            if (values.contains(value)) {
                problems.add(path(setting) + "[" + i + "]", items.get(i).line(), "is in the list twice");
            } else if (value != null) {
                values.add(value);
            }
        }
        return values;
    }

    /** How many items the list has, those too that cannot be read. */
    public int size(Setting<?> setting) {
        return fields.get(setting.name()) instanceof Node.Items list
                ? list.items().size()
                : 0;
    }

    /** The group; an empty one if it is not written. */
    public Section group(Setting<Void> setting) {
        Node node = fields.get(setting.name());
        if (node != null) {
            return child(path(setting), node, setting.shape());
        }
        if (setting.required()) {
            wrong(setting, "is missing; allowed: " + setting.allowed());
        }
        return new Section(path(setting), line, Map.of(), problems, unreadableFile);
    }

    /** The list's groups; items that are none are left out. */
    public List<Section> groups(Setting<Void> setting) {
        List<Section> groups = new ArrayList<>();
        List<Node> items = items(setting);
        for (int i = 0; i < items.size(); i++) {
            groups.add(child(path(setting) + "[" + i + "]", items.get(i), setting.shape()));
        }
        return groups;
    }

    /** The groups by key. */
    public <K> Map<K, Section> named(Setting<K> setting, List<String> known) {
        Map<K, Section> named = new LinkedHashMap<>();
        entries(setting).forEach((key, node) -> {
            try {
                named.put(setting.type().parse().apply(key), child(join(path(setting), key), node, setting.shape()));
            } catch (IllegalArgumentException e) {
                unknown(path(setting), key, node.line(), known);
            }
        });
        return named;
    }

    /** The values or groups by region. {@code regions} are the allowed keys. */
    public <T> Map<String, T> byRegion(Setting<T> setting, List<String> regions) {
        Map<String, T> values = new LinkedHashMap<>();
        entries(setting).forEach((key, node) -> {
            T value = parse(join(path(setting), key), node, setting.type());
            if (!regions.contains(key)) {
                unknown(path(setting), key, node.line(), regions);
            } else if (value != null) {
                values.put(key, value);
            }
        });
        return values;
    }

    private Map<String, Node> entries(Setting<?> setting) {
        Node node = fields.get(setting.name());
        if (node instanceof Node.Fields f) {
            return f.fields();
        }
        if (node != null || setting.required()) {
            wrong(setting, (node == null ? "is missing" : "found " + node.words()) + "; allowed: " + setting.allowed());
        }
        return Map.of();
    }

    private List<Node> items(Setting<?> setting) {
        Node node = fields.get(setting.name());
        if (node instanceof Node.Items list && !list.items().isEmpty()) {
            return list.items();
        }
        if (node instanceof Node.Items) {
            wrong(setting, "is an empty list; allowed: " + setting.allowed());
        } else if (node != null || setting.required()) {
            wrong(setting, (node == null ? "is missing" : "found " + node.words()) + "; allowed: " + setting.allowed());
        }
        return List.of();
    }

    private <T> T parse(String at, Node node, ValueType<T> type) {
        if (!(node instanceof Node.Scalar scalar)) {
            problems.add(at, node.line(), "found " + node.words() + "; allowed: " + type.allowed());
            return null;
        }
        try {
            T value = type.parse().apply(scalar.text());
            if ((type == Types.FILE || type == Types.SECRET_FILE) && unreadableFile.test(scalar.text())) {
                boolean pasted = type.secret() && !PATH.matcher(scalar.text()).matches();
                String found = pasted ? "the file it names" : scalar.words();
                problems.add(at, node.line(), found + " is not a readable file");
            }
            return value;
        } catch (IllegalArgumentException e) {
            String found = type.secret() ? "the value found (not shown)" : scalar.words();
            problems.add(at, node.line(), found + " is not allowed; allowed: " + type.allowed());
            return null;
        }
    }

    private Section child(String at, Node node, Shape shape) {
        if (!(node instanceof Node.Fields f)) {
            problems.add(at, node.line(), "found " + node.words() + "; allowed: a group of settings");
            return new Section(at, node.line(), Map.of(), problems, unreadableFile);
        }
        List<String> known = shape.settings().stream().map(Setting::name).toList();
        f.fields().forEach((key, value) -> {
            if (!known.contains(key)) {
                unknown(at, key, value.line(), known);
            }
        });
        return new Section(at, node.line(), f.fields(), problems, unreadableFile);
    }

    private void unknown(String at, String key, int keyLine, List<String> known) {
        String name = Problems.quoted(key).replaceAll("^'|'$", "");
        String hint = Nearest.to(key, known)
                .map(n -> "did you mean " + n + "?")
                .orElse("known here: " + String.join(", ", known));
        problems.add(join(at, name), keyLine, "is not known; " + hint);
    }
}
