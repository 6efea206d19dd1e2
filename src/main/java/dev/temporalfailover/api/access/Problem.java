package dev.temporalfailover.api.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Why a call was not carried out, as RFC 9457 has it.
 *
 * @param title the status in words
 * @param detail one line for a person
 * @param field the first field that is wrong; empty where it is none
 * @param errors every field that is wrong, each once; absent where it is none
 * @param leader the instance to ask instead; absent where this one is as good
 * @param plan the plan of now, where it is another than the one that was agreed to
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Problem")
public record Problem(
        String title,
        int status,
        String detail,
        String field,
        List<FieldError> errors,
        LeaderHint leader,
        Object plan) {
    /** The media type of all of them. */
    public static final String MEDIA_TYPE = "application/problem+json";

    /** One that names no field. */
    public static Problem of(int status, String detail) {
        return new Problem(title(status), status, detail, "", null, null, null);
    }

    static String title(int status) {
        Response.Status known = Response.Status.fromStatusCode(status);
        return known == null ? "Error" : known.getReasonPhrase();
    }

    /**
     * What is wrong with one field.
     *
     * @param field of the body, or of the query; {@code Authorization} for the header
     */
    @RegisterForReflection
    @Schema(name = "FieldError")
    public record FieldError(String field, String detail) {}

    /**
     * The leader of this instance's region.
     *
     * @param name its instance
     * @param address host and port of its API; empty if unknown
     */
    @RegisterForReflection
    @Schema(name = "Leader")
    public record LeaderHint(String name, String address) {}
}
