package dev.temporalfailover.traffic.kubernetes;

import dev.temporalfailover.outside.kubernetes.ApiError;
import dev.temporalfailover.traffic.StepOutcome;
import dev.temporalfailover.traffic.StepOutcome.StepResult;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** Tells a patch's failures apart. */
public final class PatchFailure {

    private PatchFailure() {}

    /** How the step ended whose patch failed so. */
    public static StepOutcome outcome(KubernetesClientException e) {
        return new StepOutcome(kind(e), ApiError.words(e), "");
    }

    private static StepResult kind(KubernetesClientException e) {
        String message = ApiError.words(e).toLowerCase(Locale.ROOT);
        if (e.getCode() <= 0) {
            return neverSent(e) ? StepResult.UNAVAILABLE : StepResult.UNCERTAIN;
        }
        // A webhook or admission policy may refuse with 400, 403 or 422; its message always says so.
        if (message.contains("denied the request") || message.contains("denied request")) {
            return StepResult.REJECTED;
        }
        return switch (e.getCode()) {
            case 400 -> StepResult.REJECTED;
            case 401, 403 -> StepResult.DENIED;
            case 404, 410 -> StepResult.NOT_FOUND;
            case 409 -> StepResult.LOST_RACE;
            case 422 -> unprocessable(e, message);
            case 429, 503 -> StepResult.THROTTLED;
            // With failurePolicy Fail and a dead webhook the write was not carried out: later perhaps.
            case 500 -> message.contains("failed calling webhook") ? StepResult.UNAVAILABLE : StepResult.UNCERTAIN;
            default -> e.getCode() < 500 ? StepResult.REJECTED : StepResult.UNCERTAIN;
        };
    }

    /** A failed {@code test} answers 422 without any cause or path; a schema violation names what is invalid. */
    private static StepResult unprocessable(KubernetesClientException e, String message) {
        boolean causes = e.getStatus() != null
                && e.getStatus().getDetails() != null
                && e.getStatus().getDetails().getCauses() != null
                && !e.getStatus().getDetails().getCauses().isEmpty();
        return causes || message.contains("is invalid") ? StepResult.REJECTED : StepResult.LOST_RACE;
    }

    /** True if the request cannot have reached the API server. */
    static boolean neverSent(Throwable e) {
        int depth = 0;
        for (Throwable at = e; at != null && depth < 10; at = at.getCause(), depth++) {
            if (at instanceof ConnectException
                    || at instanceof UnknownHostException
                    || at instanceof NoRouteToHostException
                    || at instanceof SSLException) {
                return true;
            }
        }
        return false;
    }
}
