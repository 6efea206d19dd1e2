package dev.temporalfailover.emulator.route53;

import java.util.List;

/** An answer of the API that is an error: status, code and message as AWS words them. */
final class ApiError extends RuntimeException {
    private final int status;
    private final String code;

    ApiError(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    static ApiError invalidInput(String message) {
        return new ApiError(400, "InvalidInput", message);
    }

    /** The wording that AWS's request validation has for a value out of its range. */
    static ApiError constraint(String value, String where, String rule) {
        return invalidInput("1 validation error detected: Value '" + value + "' at '" + where
                + "' failed to satisfy constraint: Member must " + rule);
    }

    /** One batch, all its errors: AWS puts the list in brackets. */
    static ApiError invalidChangeBatch(List<String> messages) {
        return new ApiError(400, "InvalidChangeBatch", messages.toString());
    }

    static ApiError noSuchHostedZone(String id) {
        return new ApiError(404, "NoSuchHostedZone", "No hosted zone found with ID: " + id);
    }

    static ApiError noSuchHealthCheck(String id) {
        return new ApiError(404, "NoSuchHealthCheck", "A health check with id '" + id + "' does not exist.");
    }
}
