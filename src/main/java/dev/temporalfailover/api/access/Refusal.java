package dev.temporalfailover.api.access;

/** Why a call is not carried out, as an HTTP answer. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final int status;
    private final String field;
    private final transient Object plan;

    private Refusal(int status, String field, String error, Object plan) {
        super(error, null, false, false);
        this.status = status;
        this.field = field;
        this.plan = plan;
    }

    /** 400: this field of the body or of the query is wrong. */
    public static Refusal bad(String field, String error) {
        return new Refusal(400, field, error, null);
    }

    /** 404: no such policy or region. */
    public static Refusal unknown(String field, String error) {
        return new Refusal(404, field, error, null);
    }

    /** 409: it contradicts what is. */
    public static Refusal conflict(String field, String error) {
        return new Refusal(409, field, error, null);
    }

    /** 409: the plan is another one now. */
    public static Refusal replanned(Object now) {
        return new Refusal(409, "planHash", "the plan has changed; read the new one and try again", now);
    }

    /** 401: no token, or a wrong one. */
    public static Refusal unauthorized(String error) {
        return new Refusal(401, "Authorization", error, null);
    }

    /** 403: this is not allowed, or not with this token. */
    public static Refusal forbidden(String error) {
        return new Refusal(403, "Authorization", error, null);
    }

    /** 503: not now; the same call may succeed later. */
    public static Refusal later(String error) {
        return new Refusal(503, "", error, null);
    }

    public int status() {
        return status;
    }

    /** The body of the answer. */
    public ErrorView view() {
        return new ErrorView(getMessage(), field, plan);
    }

    /**
     * @param error one line for a person
     * @param field the field that is wrong; empty where it is none
     * @param plan the plan of now, where it is another than the one that was agreed to
     */
    @io.quarkus.runtime.annotations.RegisterForReflection
    @com.fasterxml.jackson.annotation.JsonInclude(com.fasterxml.jackson.annotation.JsonInclude.Include.NON_NULL)
    public record ErrorView(String error, String field, Object plan) {}
}
