package dev.temporalfailover.api.ask;

import dev.temporalfailover.api.access.Refusal;
import dev.temporalfailover.api.access.RequestText;
import dev.temporalfailover.outside.Line;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Body of a POST that makes a namespace of Temporal. */
@RegisterForReflection
public record NamespaceRequest(
        @Schema(description = "Optional if there is only one policy")
        String policy,

        @Schema(description = "1 to 200 printable characters without spaces", required = true)
        String name,

        @Schema(
                description = "Days for which Temporal keeps workflows that have ended, for example 7d",
                required = true)
        String retention,

        @Schema(description = "One line that Temporal keeps with the namespace")
        String description,

        @Schema(description = "Name of the caller; optional with a Kubernetes token")
        String by,

        @Schema(description = "Reason, for the audit", required = true)
        String reason) {
    /** Temporal's own least for a global namespace, and ten years. */
    private static final int LEAST_DAYS = 1;

    private static final int MOST_DAYS = 3_650;

    /** Of a cluster's own. */
    private static final String SYSTEM = "temporal-system";

    private static final Pattern DAYS = Pattern.compile("([0-9]{1,5})d");

    /** The body. Throws a {@link Refusal} if it is no JSON object; what is wrong with its fields is in {@code checks}. */
    public static NamespaceRequest read(byte[] body, Checks checks) {
        var fields =
                new JsonFields(body, List.of("policy", "name", "retention", "description", "by", "reason"), checks);
        return new NamespaceRequest(
                fields.text("policy"),
                fields.text("name"),
                fields.text("retention"),
                fields.text("description"),
                fields.text("by"),
                fields.text("reason"));
    }

    /** The name, if Temporal and this service can have it. Throws a {@link Refusal}. */
    public String checkedName() {
        String text = RequestText.of("name", name);
        boolean plain = name.codePoints().allMatch(c -> Line.visible(c) && !Character.isWhitespace(c) && c != '*');
        if (!plain
                || Character.isSpaceChar(text.codePointAt(0))
                || text.codePoints().anyMatch(Character::isSpaceChar)) {
            throw Refusal.bad("name", "name must have printable characters only, and no spaces and no *");
        }
        if (text.equals(SYSTEM)) {
            throw Refusal.bad("name", SYSTEM + " is Temporal's own");
        }
        return text;
    }

    /** For how long. Throws a {@link Refusal}. */
    public Duration checkedRetention() {
        Matcher days = DAYS.matcher(RequestText.of("retention", retention));
        int count = days.matches() ? Integer.parseInt(days.group(1)) : 0;
        if (count < LEAST_DAYS || count > MOST_DAYS) {
            throw Refusal.bad(
                    "retention",
                    "retention must be whole days, for example 7d, from " + LEAST_DAYS + "d to " + MOST_DAYS + "d");
        }
        return Duration.ofDays(count);
    }

    /** One line; empty if none was given. Throws a {@link Refusal}. */
    public String checkedDescription() {
        return description == null || description.isEmpty() ? "" : RequestText.of("description", description);
    }
}
