package dev.temporalfailover.traffic.route53;

import dev.temporalfailover.outside.Line;
import dev.temporalfailover.traffic.StepOutcome.StepResult;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLHandshakeException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.route53.model.InvalidChangeBatchException;

/**
 * Why a call failed. Route 53 answers nearly everything with HTTP 400, so only the error code distinguishes them. What
 * left us and got no readable answer is UNCERTAIN: it may have been carried out.
 */
record ApiFault(StepResult kind, String detail) {

    private static final int MAX_DETAIL = 400;

    private static final int MAX_BODY = 64 << 10;
    /** How the SDK's chain begins its list of what each provider says, how an entry begins, and what unused ones say. */
    private static final String CHAIN = ")]) : [";

    private static final Pattern NEXT_PROVIDER = Pattern.compile(", (?=\\w+Provider\\()");
    private static final List<String> UNUSED = List.of(
            "must be set", "are set", "system settings", "contained no credentials", "is disabled", "are disabled");
    private static final Pattern BARE_BATCH = Pattern.compile("<InvalidChangeBatch[ >]");
    private static final Pattern MESSAGE = Pattern.compile("<Message>([^<]*)</Message>");

    private static final Set<String> DENIED = Set.of(
            "AccessDenied",
            "AccessDeniedException",
            "AuthFailure",
            "ExpiredToken",
            "ExpiredTokenException",
            "IncompleteSignature",
            "InvalidAccessKeyId",
            "InvalidClientTokenId",
            "InvalidIdentityToken",
            "InvalidSignatureException",
            "MissingAuthenticationToken",
            "MissingAuthenticationTokenException",
            "NotAuthorized",
            "OptInRequired",
            "RequestExpired",
            "RequestTimeTooSkewed",
            "SignatureDoesNotMatch",
            "UnrecognizedClientException");
    private static final Set<String> THROTTLED = Set.of(
            "Throttling",
            "ThrottlingException",
            "ThrottledException",
            "TooManyRequestsException",
            "RequestLimitExceeded",
            "RequestThrottled",
            "RequestThrottledException",
            "SlowDown");
    private static final Set<String> NOT_FOUND = Set.of("NoSuchHostedZone", "NoSuchChange");
    /**
     * Messages of InvalidChangeBatch when the zone is not as it was read. Others sound alike and no reading cures them: a
     * "conflicting RRSet of type CNAME ... already exists", an alias whose "target was not found".
     */
    private static final List<String> LOST_RACE =
            List.of("but it was not found", "but the values provided do not match", "but it already exists");

    /**
     * Classifies what a call threw.
     *
     * @param sent whether the request may have left: from the moment it is handed to the HTTP client
     */
    static ApiFault of(SdkException thrown, boolean sent) {
        if (thrown instanceof InvalidChangeBatchException invalid) {
            return batch(invalid);
        }
        if (!sent) {
            return notSent(thrown);
        }
        if (thrown instanceof AwsServiceException answered) {
            return answered(answered);
        }
        if (neverConnected(thrown)) {
            return new ApiFault(StepResult.UNAVAILABLE, "not reached: " + line(thrown));
        }
        boolean late = thrown instanceof ApiCallTimeoutException || thrown instanceof ApiCallAttemptTimeoutException;
        return new ApiFault(
                StepResult.UNCERTAIN, (late ? "no answer in time: " : "no readable answer: ") + line(thrown));
    }

    /** The credentials' own source failed, for example STS: whatever it answered, Route 53 was not asked. */
    private static ApiFault notSent(SdkException thrown) {
        boolean out = thrown instanceof ApiCallTimeoutException
                || rooted(thrown, UnknownHostException.class)
                || thrown instanceof AwsServiceException answered && answered.statusCode() >= 500;
        return new ApiFault(
                out ? StepResult.UNAVAILABLE : StepResult.DENIED, "not sent, no usable credentials: " + reason(thrown));
    }

    /** Of the chain's long list of providers those that are configured here, for example what STS answered; else the whole. */
    private static String reason(Throwable thrown) {
        String text = String.valueOf(thrown.getMessage());
        int told = text.indexOf(CHAIN);
        String found = told < 0
                ? ""
                : Arrays.stream(NEXT_PROVIDER.split(text.substring(told + CHAIN.length())))
                        .filter(provider -> UNUSED.stream().noneMatch(provider::contains))
                        .collect(Collectors.joining("; "));
        return line(found.isEmpty() ? text : found);
    }

    private static ApiFault batch(InvalidChangeBatchException invalid) {
        List<String> messages = new ArrayList<>(invalid.messages());
        if (invalid.awsErrorDetails() != null && invalid.awsErrorDetails().errorMessage() != null) {
            messages.add(invalid.awsErrorDetails().errorMessage());
        }
        return batch(messages);
    }

    /**
     * Route 53 may answer an invalid batch with {@code <InvalidChangeBatch><Messages>} as the root instead of the usual
     * error envelope (the response element of that name in its API reference); the SDK finds no code in it.
     */
    private static List<String> bareBatchMessages(AwsServiceException answered) {
        SdkBytes raw = answered.awsErrorDetails() == null
                ? null
                : answered.awsErrorDetails().rawResponse();
        String whole = raw == null ? "" : raw.asString(StandardCharsets.ISO_8859_1);
        String body = whole.substring(0, Math.min(MAX_BODY, whole.length()));
        return BARE_BATCH.matcher(body).find()
                ? MESSAGE.matcher(body).results().map(found -> found.group(1)).toList()
                : List.of();
    }

    private static ApiFault batch(List<String> messages) {
        boolean lost = messages.stream()
                .map(message -> message.toLowerCase(Locale.ROOT))
                .anyMatch(message -> LOST_RACE.stream().anyMatch(message::contains));
        return new ApiFault(
                lost ? StepResult.LOST_RACE : StepResult.REJECTED,
                line("InvalidChangeBatch: " + String.join("; ", messages)));
    }

    private static ApiFault answered(AwsServiceException answered) {
        String code = answered.awsErrorDetails() == null
                ? null
                : answered.awsErrorDetails().errorCode();
        if (code == null || code.isBlank()) {
            List<String> messages = bareBatchMessages(answered);
            if (!messages.isEmpty()) {
                return batch(messages);
            }
            return new ApiFault(StepResult.UNCERTAIN, "HTTP " + answered.statusCode() + " without an error code");
        }
        String message = answered.awsErrorDetails().errorMessage();
        return new ApiFault(kind(code, answered.statusCode()), line(code + (message == null ? "" : ": " + message)));
    }

    private static StepResult kind(String code, int status) {
        if (THROTTLED.contains(code)) {
            return StepResult.THROTTLED;
        }
        if (code.equals("PriorRequestNotComplete")) {
            return StepResult.BUSY;
        }
        if (NOT_FOUND.contains(code)) {
            return StepResult.NOT_FOUND;
        }
        if (DENIED.contains(code)) {
            return StepResult.DENIED;
        }
        if (status == 429) {
            return StepResult.THROTTLED;
        }
        if (status == 403) {
            // Whatever name it gives to it.
            return StepResult.DENIED;
        }
        // A code that we do not know: the request was refused, unless the service itself had failed.
        return status >= 500 ? StepResult.UNCERTAIN : StepResult.REJECTED;
    }

    private static boolean neverConnected(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            boolean connectTimeout = t instanceof SocketTimeoutException
                    && String.valueOf(t.getMessage()).toLowerCase(Locale.ROOT).startsWith("connect timed out");
            if (connectTimeout
                    || t instanceof ConnectException
                    || t instanceof UnknownHostException
                    || t instanceof NoRouteToHostException
                    || t instanceof SSLHandshakeException) {
                return true;
            }
        }
        return false;
    }

    private static boolean rooted(Throwable thrown, Class<? extends Throwable> type) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return true;
            }
        }
        return false;
    }

    private static String line(Throwable thrown) {
        return line(String.valueOf(thrown.getMessage()));
    }

    /** One printable line of bounded length: a server's text may be anything. */
    static String line(String text) {
        return Line.of(text, MAX_DETAIL);
    }
}
