package dev.temporalfailover.api.ask;

import dev.temporalfailover.api.access.Refusal;
import dev.temporalfailover.api.access.RequestText;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Bodies of actions. */
public final class Asks {
    /** The largest body. */
    public static final int MAX_BYTES = 16_384;

    private Asks() {}

    /** Body of failover and failback. */
    @RegisterForReflection
    public record MoveRequest(
            @Schema(description = "Optional if there is only one policy")
            String policy,

            @Schema(description = "Target region; failback: the policy's first region by default")
            String to,

            @Schema(description = "Name of the caller; optional with a Kubernetes token")
            String by,

            @Schema(description = "Reason, for the audit", required = true)
            String reason,

            @Schema(description = "Move even if the region is not healthy or a hold is in force; audited as forced")
            Boolean force,

            @Schema(description = "Hash of the plan that you have read; 409 if the plan has changed")
            String planHash) {

        /** The body. Throws a {@link Refusal} if it is no JSON object; what is wrong with its fields is in {@code checks}. */
        public static MoveRequest read(byte[] body, Checks checks) {
            var fields = new JsonFields(body, List.of("policy", "to", "by", "reason", "force", "planHash"), checks);
            return new MoveRequest(
                    fields.text("policy"),
                    fields.text("to"),
                    fields.text("by"),
                    fields.text("reason"),
                    fields.truth("force"),
                    fields.text("planHash"));
        }
    }

    /** Body of hold. */
    @RegisterForReflection
    public record HoldRequest(
            @Schema(description = "Optional if there is only one policy")
            String policy,

            @Schema(description = "Name of the caller; optional with a Kubernetes token")
            String by,

            @Schema(description = "The same as by, from older versions", deprecated = true)
            String owner,

            @Schema(required = true) String reason,

            @Schema(description = "For example 30m, 2h or PT2H; at most 24h", required = true)
            String duration) {

        /** The body. Throws a {@link Refusal} if it is no JSON object; what is wrong with its fields is in {@code checks}. */
        public static HoldRequest read(byte[] body, Checks checks) {
            var fields = new JsonFields(body, List.of("policy", "by", "owner", "reason", "duration"), checks);
            HoldRequest read = new HoldRequest(
                    fields.text("policy"),
                    fields.text("by"),
                    fields.text("owner"),
                    fields.text("reason"),
                    fields.text("duration"));
            if (read.by != null && read.owner != null && !read.by.equals(read.owner)) {
                checks.wrong("owner", "owner is an older word for by; give one of them");
            }
            return read;
        }

        /** The field that the caller used. */
        public String word() {
            return by == null && owner != null ? "owner" : "by";
        }

        /** Who holds, as given in either field. */
        public String who() {
            return by == null ? owner : by;
        }
    }

    /** Body of release. */
    @RegisterForReflection
    public record ReleaseRequest(
            String policy,

            @Schema(description = "Name of the caller; optional with a Kubernetes token")
            String by,

            @Schema(description = "hold (default), or request: withdraw a requested move that has not begun")
            String what) {

        /** The body. Throws a {@link Refusal} if it is no JSON object; what is wrong with its fields is in {@code checks}. */
        public static ReleaseRequest read(byte[] body, Checks checks) {
            var fields = new JsonFields(body, List.of("policy", "by", "what"), checks);
            return new ReleaseRequest(fields.text("policy"), fields.text("by"), fields.text("what"));
        }
    }

    /** Body of acknowledge. */
    @RegisterForReflection
    public record AcknowledgeRequest(
            String policy,

            @Schema(description = "Name of the caller; optional with a Kubernetes token")
            String by,

            @Schema(description = "The epoch that you have seen; 409 if it has changed")
            Long epoch) {

        /** The body. Throws a {@link Refusal} if it is no JSON object; what is wrong with its fields is in {@code checks}. */
        public static AcknowledgeRequest read(byte[] body, Checks checks) {
            var fields = new JsonFields(body, List.of("policy", "by", "epoch"), checks);
            return new AcknowledgeRequest(fields.text("policy"), fields.text("by"), fields.number("epoch"));
        }
    }

    /** {@code 90s}, {@code 30m}, {@code 2h} or ISO 8601. */
    public static Duration duration(String field, String value, Duration most) {
        String text = RequestText.of(field, value).toUpperCase(Locale.ROOT);
        Duration d;
        try {
            d = Duration.parse(text.startsWith("P") ? text : "PT" + text);
        } catch (DateTimeException notADuration) {
            throw Refusal.bad(field, field + " must be a duration, for example 30m, 2h or PT2H");
        }
        if (d.isNegative() || d.isZero() || d.compareTo(most) > 0) {
            throw Refusal.bad(field, field + " must be above 0 and at most " + most.toHours() + "h");
        }
        return d;
    }
}
