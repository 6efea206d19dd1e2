package dev.temporalfailover.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import dev.temporalfailover.api.access.Refusal;
import dev.temporalfailover.api.access.RequestText;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Bodies of actions, read strictly: an unknown field is a misunderstanding, and at 3 a.m. it should be said. */
public final class Asks {
    private static final int MAX_BYTES = 16_384;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(LogicalType.Textual, c -> {
                c.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
                c.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
                c.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
            })
            .build();

    private Asks() {}

    /** Body of failover and failback. */
    @RegisterForReflection
    record MoveRequest(
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
            String planHash) {}

    /** Body of hold. */
    @RegisterForReflection
    record HoldRequest(
            @Schema(description = "Optional if there is only one policy")
            String policy,

            @Schema(description = "Owner of the hold; optional with a Kubernetes token")
            String owner,

            @Schema(required = true) String reason,

            @Schema(description = "For example 30m, 2h or PT2H; at most 24h", required = true)
            String duration) {}

    /** Body of release. */
    @RegisterForReflection
    record ReleaseRequest(
            String policy,

            @Schema(description = "Name of the caller; optional with a Kubernetes token")
            String by,

            @Schema(description = "hold (default), or request: withdraw a requested move that has not begun")
            String what) {}

    /** Body of acknowledge. */
    @RegisterForReflection
    record AcknowledgeRequest(
            String policy,

            @Schema(description = "Name of the caller; optional with a Kubernetes token")
            String by,

            @Schema(description = "The epoch that you have seen; 409 if it has changed")
            Long epoch) {}

    /** The body as a value, or a {@link Refusal} that names the field. */
    static <T> T read(byte[] body, Class<T> type) {
        if (body == null || body.length == 0) {
            throw Refusal.bad("", "a JSON object is needed");
        }
        if (body.length > MAX_BYTES) {
            throw Refusal.bad("", "larger than " + MAX_BYTES + " bytes");
        }
        try {
            T value = JSON.readValue(body, type);
            if (value == null) {
                throw Refusal.bad("", "a JSON object is needed");
            }
            return value;
        } catch (UnrecognizedPropertyException unknown) {
            throw Refusal.bad(unknown.getPropertyName(), "unknown field; known: " + known(unknown));
        } catch (JsonMappingException wrong) {
            throw Refusal.bad(field(wrong), "wrong type or given twice");
        } catch (JsonProcessingException notJson) {
            throw Refusal.bad("", "not JSON: " + notJson.getOriginalMessage());
        } catch (IOException unreadable) {
            throw Refusal.bad("", "not JSON: " + unreadable.getMessage());
        }
    }

    private static String known(UnrecognizedPropertyException e) {
        return e.getKnownPropertyIds().stream().map(Object::toString).sorted().collect(Collectors.joining(", "));
    }

    private static String field(JsonMappingException e) {
        return e.getPath().stream()
                .map(JsonMappingException.Reference::getFieldName)
                .filter(name -> name != null)
                .collect(Collectors.joining("."));
    }

    /** {@code 90s}, {@code 30m}, {@code 2h} or ISO 8601. */
    static Duration duration(String field, String value, Duration most) {
        String text = RequestText.of(field, value).toUpperCase(Locale.ROOT);
        Duration d;
        try {
            d = Duration.parse(text.startsWith("P") ? text : "PT" + text);
        } catch (DateTimeException notADuration) {
            throw Refusal.bad(field, "must be a duration, for example 30m, 2h or PT2H");
        }
        if (d.isNegative() || d.isZero() || d.compareTo(most) > 0) {
            throw Refusal.bad(field, "must be above 0 and at most " + most.toHours() + "h");
        }
        return d;
    }
}
