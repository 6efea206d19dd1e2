package dev.temporalfailover.api.access;

import dev.temporalfailover.api.access.Problem.FieldError;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Why a call is not carried out, as an HTTP answer. Its message is a sentence for a person. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final int status;
    private final transient List<FieldError> errors;
    private final transient Problem.LeaderHint leader;
    private final transient Object plan;

    private Refusal(int status, String detail, List<FieldError> errors, Problem.LeaderHint leader, Object plan) {
        super(detail, null, false, false);
        this.status = status;
        this.errors = errors;
        this.leader = leader;
        this.plan = plan;
    }

    private static Refusal of(int status, String field, String detail) {
        List<FieldError> errors = field.isEmpty() ? List.of() : List.of(new FieldError(field, detail));
        return new Refusal(status, detail, errors, null, null);
    }

    /** 400: this field of the body or of the query is wrong; {@code field} is empty if it is the whole. */
    public static Refusal bad(String field, String detail) {
        return of(400, field, detail);
    }

    /** 400: all of these are wrong. */
    public static Refusal bad(List<FieldError> errors) {
        return new Refusal(
                400, errors.stream().map(FieldError::detail).collect(Collectors.joining("; ")), errors, null, null);
    }

    /** 404: no such policy or region. */
    public static Refusal unknown(String field, String detail) {
        return of(404, field, detail);
    }

    /** 408: the body did not arrive in time. */
    public static Refusal tooSlow(Duration limit) {
        return of(408, "", "the body did not arrive within " + limit.toSeconds() + " s");
    }

    /** 413: the body is too large. */
    public static Refusal tooLarge(long most) {
        return of(413, "", "the body is larger than " + most + " bytes");
    }

    /** 415: the body is not in a form that is read here. */
    public static Refusal unreadable(String detail) {
        return of(415, "", detail);
    }

    /** 409: it contradicts what is. */
    public static Refusal conflict(String field, String detail) {
        return of(409, field, detail);
    }

    /** 409: only the leader can do it; {@code field} is empty if it is the whole call. */
    public static Refusal askLeader(String field, String detail, Problem.LeaderHint leader) {
        Refusal plain = of(409, field, detail);
        return new Refusal(409, detail, plain.errors, leader, null);
    }

    /** 409: the plan is another one now. */
    public static Refusal replanned(Object now) {
        Refusal plain = of(409, "planHash", "the plan has changed; read the new one and try again");
        return new Refusal(409, plain.getMessage(), plain.errors, null, now);
    }

    /** 401: no token, or a wrong one. */
    public static Refusal unauthorized(String detail) {
        return of(401, "Authorization", detail);
    }

    /** 403: this is not allowed, or not with this token. */
    public static Refusal forbidden(String detail) {
        return of(403, "Authorization", detail);
    }

    /** 429: too many wrong tokens from the caller's address. */
    static Refusal tooOften() {
        return of(429, "Authorization", "too many wrong tokens from this address; try again in a minute");
    }

    /** 503: not now; the same call may succeed later. */
    public static Refusal later(String detail) {
        return of(503, "", detail);
    }

    public int status() {
        return status;
    }

    /** The fields that are wrong; empty where it is none. */
    public List<FieldError> errors() {
        return errors;
    }

    /** The body of the answer. */
    public Problem problem() {
        boolean none = errors.isEmpty();
        return new Problem(
                Problem.title(status),
                status,
                getMessage(),
                none ? "" : errors.get(0).field(),
                none ? null : errors,
                leader,
                plan);
    }
}
