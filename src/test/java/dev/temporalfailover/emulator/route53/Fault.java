package dev.temporalfailover.emulator.route53;

import dev.temporalfailover.emulator.route53.wire.XmlText;
import java.time.Duration;

/** Something that goes wrong with a request, put on it by {@link Faults}. */
public sealed interface Fault {
    /** AWS's words for a zone that is busy. */
    String PRIOR_REQUEST =
            "The request was rejected because Route 53 was still processing a prior request for the same hosted zone.";

    /** Answered with an error and not applied. */
    record Refuse(int status, String code, String message) implements Fault {}

    /** Applied, then the connection is closed without an answer. */
    record LoseAnswer() implements Fault {}

    /** Applied and answered, this much later. */
    record Delay(Duration by) implements Fault {}

    /** Not applied; this status and body, whatever they are. */
    record Answer(int status, String body) implements Fault {}

    /** Not applied; status 200 and a body of so many bytes, one long text without end. */
    record Huge(long bytes) implements Fault {}

    /** Not applied; status 200 and elements nested so deep. A parser that recurses overflows its stack on them. */
    record Nested(int depth) implements Fault {}

    /** Accepted and never answered, until faults are cleared or the emulator is closed; then the connection closes. */
    record Hang() implements Fault {}

    /** What AWS answers above its request rate. */
    static Fault throttling() {
        return new Refuse(400, "Throttling", "Rate exceeded");
    }

    /** The zone is busy with an earlier request. */
    static Fault priorRequestNotComplete() {
        return new Refuse(400, "PriorRequestNotComplete", PRIOR_REQUEST);
    }

    /** The caller's policy has no such right. */
    static Fault accessDenied() {
        return new Refuse(403, "AccessDenied", "User: arn:aws:iam::123456789012:role/emulator is not authorized");
    }

    /** Status 200 and a body that is no XML. */
    static Fault garbage() {
        return new Answer(200, "<<<\0 not XML");
    }

    /** A refused batch in the API reference's own form, which has no Error element; the live service sends the other. */
    static Fault documentedInvalidChangeBatch(String message) {
        return new Answer(
                400,
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?><InvalidChangeBatch xmlns=\"" + XmlText.NAMESPACE
                        + "\"><Messages><Message>" + message + "</Message></Messages></InvalidChangeBatch>");
    }

    /** HTTP 500. */
    static Fault internalError() {
        return new Refuse(500, "InternalFailure", "The request processing has failed because of an unknown error.");
    }

    /** HTTP 503. */
    static Fault serviceUnavailable() {
        return new Refuse(
                503, "ServiceUnavailable", "The request has failed due to a temporary failure of the server.");
    }
}
