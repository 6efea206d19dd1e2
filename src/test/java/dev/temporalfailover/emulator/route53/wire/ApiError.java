package dev.temporalfailover.emulator.route53.wire;

import java.util.List;

/** An answer of the API that is an error: status, code and message as AWS words them. */
public final class ApiError extends RuntimeException {
    private final int status;
    private final String code;

    public ApiError(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public static ApiError invalidInput(String message) {
        return new ApiError(400, "InvalidInput", message);
    }

    /** The wording that AWS's request validation has for a value out of its range. */
    public static ApiError constraint(String value, String where, String rule) {
        return invalidInput("1 validation error detected: Value '" + value + "' at '" + where
                + "' failed to satisfy constraint: Member must " + rule);
    }

    /** One batch, all its errors: AWS puts the list in brackets. */
    public static ApiError invalidChangeBatch(List<String> messages) {
        return new ApiError(400, "InvalidChangeBatch", messages.toString());
    }

    public static ApiError noSuchHostedZone(String id) {
        return new ApiError(404, "NoSuchHostedZone", "No hosted zone found with ID: " + id);
    }

    public static ApiError noSuchHealthCheck(String id) {
        return new ApiError(404, "NoSuchHealthCheck", "A health check with id '" + id + "' does not exist.");
    }
}
