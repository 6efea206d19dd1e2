package dev.temporalfailover.config.settings;

import dev.temporalfailover.config.settings.Setting.Form;
import dev.temporalfailover.config.settings.Setting.Shape;

/** The reference page of all settings, written from their declarations. */
public final class Reference {
    private static final String HEAD = """
            # Configuration

            <!-- Generated from the declared settings. After a change:
                 mvn test -Dtest=ReferenceTest -Ddocs.write=true -->

            One YAML file of at most 256 KiB, the same for all regions; `deploy/base/config.yaml` is the shipped example.
            `TEMPORAL_FAILOVER_REGION`, `TEMPORAL_FAILOVER_WITNESS`, `TEMPORAL_FAILOVER_INSTANCE` and `TEMPORAL_FAILOVER_ADDRESS` in
            the environment override `region`, `witness`, `instance` and `coordination.address`; an empty variable counts as not
            set. The service refuses to start if anything is wrong with the file (an unknown or duplicate key, a value outside its
            bounds, a file that does not exist, a YAML alias) and prints all errors, one a line: the setting's full path and line,
            what was found and what is allowed. A secret is named by its file and never printed.

            `docs/config.schema.json` states the same as a JSON Schema. With it an editor completes keys, shows the texts of
            this page and marks wrong keys and values: write `# yaml-language-server: $schema=PATH_OR_URL` into the file's first
            line (VS Code with the Red Hat YAML extension, Neovim, Helix; IntelliJ maps it under JSON Schema Mappings). In the
            schema a number does not stand for a text: quote a name such as `"1"`. Rules between settings, and whether files are
            there, are checked by the service only.

            A witness uses the regions' file unchanged, with `TEMPORAL_FAILOVER_WITNESS` instead of `TEMPORAL_FAILOVER_REGION` in its
            environment, or a file of its own with `witness: NAME`, `coordination`, and the regions' `regions` and `dns_failover`.
            Where there is no place for a witness, addresses outside all regions are the third vote of two regions:

            ```yaml
            coordination:
              tls:
                certificate_file: /etc/temporal-failover/tls/tls.crt
                key_file: /etc/temporal-failover/tls/tls.key
                ca_file: /etc/temporal-failover/tls/ca.crt
              peers:
                - {region: us-east-1, endpoints: ["temporal-failover.us-east-1.internal.example.com:7443"]}
                - {region: us-west-2, endpoints: ["temporal-failover.us-west-2.internal.example.com:7443"]}
              connectivity_checks: ["1.1.1.1:443", "8.8.8.8:443", "9.9.9.9:443"]
            ```

            """;

    private final StringBuilder page = new StringBuilder(HEAD);

    private Reference() {}

    /** The page in Markdown. */
    public static String page(Shape file) {
        Reference reference = new Reference();
        reference.shape("", file, "The file.");
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
