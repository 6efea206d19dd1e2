package dev.temporalfailover.api.access;

import dev.temporalfailover.outside.Line;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

/**
 * The caller, as recorded in intents and in the audit.
 *
 * @param user the authenticated Kubernetes user; empty for a token file's bearer, who gives a name
 */
public record Caller(Optional<String> user) {
    /** Knows a token file's content. */
    static final Caller OF_FILE = new Caller(Optional.empty());

    /** The prefix of authenticated Kubernetes users. A caller cannot give such a name. */
    static final String VOUCHED = "kubernetes:";

    private static final String ALERT = "alert:";

    static Caller ofKubernetes(String user) {
        return new Caller(Optional.of(user));
    }

    /** The name to record: the vouched one, whatever the caller calls himself, else the one he gives in this field. */
    public String name(String field, String given) {
        if (user.isPresent()) {
            said(field, given);
            return vouched();
        }
        String name = RequestText.of(field, given);
        if (!given.codePoints().allMatch(Line::visible)) {
            throw Refusal.bad(field, field + " must not contain invisible characters");
        }
        String plain = Normalizer.normalize(name, Normalizer.Form.NFKC).strip().toLowerCase(Locale.ROOT);
        if (plain.startsWith(ALERT)) {
            throw Refusal.bad(field, field + " is taken: names that begin with alert: are reserved for alerts");
        }
        if (plain.startsWith(VOUCHED)) {
            throw Refusal.bad(
                    field,
                    field + " is taken: names that begin with kubernetes: are reserved for users of Kubernetes tokens");
        }
        return name;
    }

    /** The reason, and for whom if an authenticated user names another person. */
    public String reason(String reason, String field, String given) {
        String text = RequestText.of("reason", reason);
        return said(field, given).map(name -> text + " (for " + name + ")").orElse(text);
    }

    /** The vouched name; empty for a token file's bearer. */
    public String vouched() {
        return user.map(name -> VOUCHED + name).orElse("");
    }

    /** What a vouched user says instead of his own name. */
    private Optional<String> said(String field, String given) {
        return user.isEmpty() || given == null || given.isBlank()
                ? Optional.empty()
                : Optional.of(RequestText.of(field, given))
                        .filter(name -> !name.equals(user.get()) && !name.equals(vouched()));
    }
}
