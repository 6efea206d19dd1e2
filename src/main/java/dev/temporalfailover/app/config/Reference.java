package dev.temporalfailover.app.config;

import dev.temporalfailover.app.config.Setting.Form;
import dev.temporalfailover.app.config.Setting.Shape;

/** The reference page of all settings, written from their declarations. */
final class Reference {
    private static final String HEAD = """
            # Configuration

            <!-- Generated from the declared settings. After a change:
                 mvn test -Dtest=ReferenceTest -Ddocs.write=true -->

            One YAML file of at most 256 KiB, the same for all regions; `deploy/base/config.yaml` is the shipped example.
            `TEMPORAL_FAILOVER_REGION` and `TEMPORAL_FAILOVER_INSTANCE` in the environment win over `region` and `instance`.
            Anything wrong with the file (an unknown or duplicate key, a value outside its bounds, a file that is not there,
            a YAML alias) refuses to start, with one line per error and all errors at once. Each line names the setting by
            its full path and line, what was found and what is allowed; secrets are named by file and never shown.

            """;

    private final StringBuilder page = new StringBuilder(HEAD);

    private Reference() {}

    /** The page in Markdown. */
    static String page() {
        Reference reference = new Reference();
        reference.shape("", ConfigFile.SHAPE, "The file.");
        return reference.page.toString().stripTrailing() + "\n";
    }

    private void shape(String path, Shape shape, String doc) {
        page.append("## ")
                .append(path.isEmpty() ? "The file" : "`" + path + "`")
                .append("\n\n");
        if (!path.isEmpty()) {
            page.append(doc).append("\n\n");
        }
        page.append("| Setting | Value | Default | Meaning |\n|---|---|---|---|\n");
        shape.settings().forEach(this::row);
        page.append('\n');
        for (Setting<?> s : shape.settings()) {
            if (s.shape() != null) {
                shape(Section.join(path, s.name() + suffix(s.form())), s.shape(), s.doc());
            }
        }
    }

    private void row(Setting<?> s) {
        String otherwise = s.required() ? "**required**" : otherwise(s);
        String row = String.join(" | ", "`" + s.name() + "`", cell(s.allowed()), cell(otherwise), cell(s.doc()));
        page.append("| ").append(row).append(" |\n");
    }

    private static String otherwise(Setting<?> s) {
        String text = s.fallback();
        if (text.startsWith("(")) {
            return text.substring(1, text.length() - 1);
        }
        return text.isEmpty() ? "optional" : "`" + text + "`";
    }

    private static String suffix(Form form) {
        return switch (form) {
            case VALUE, VALUES, GROUP -> "";
            case GROUPS -> "[]";
            case NAMED -> ".*";
        };
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
