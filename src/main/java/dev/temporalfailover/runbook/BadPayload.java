package dev.temporalfailover.runbook;

/** A payload that is not of version 4. Names the field, for example {@code alerts[3].startsAt}. */
public final class BadPayload extends Exception {
    private static final long serialVersionUID = 1;
    private final String field;

    BadPayload(String field, String why) {
        super(why);
        this.field = field;
    }

    /** Where the payload is wrong; empty for the payload as a whole. */
    public String field() {
        return field;
    }
}
