package dev.temporalfailover.config.settings;

import java.util.List;

/** The configuration is wrong; nothing was started. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final List<String> errors;

    /** @param errors at least one line, each with the setting's full path, what was found and what is allowed */
    public ConfigException(List<String> errors) {
        super(errors.size() + (errors.size() == 1 ? " error" : " errors") + " in the configuration:\n  "
                + String.join("\n  ", errors));
        this.errors = List.copyOf(errors);
    }

    /** One line per error, in the order of the file where there is one. */
    public List<String> errors() {
        return errors;
    }
}
