package dev.temporalfailover.api.access;

/** Checks with another system whether the bearer of a token may act. */
public interface CallerCheck {

    /** What came of it. */
    enum Access {
        /** The user is known and may. */
        ALLOWED,
        /** The user is known and may not. */
        DENIED,
        /** The token belongs to no known user. */
        UNAUTHENTICATED,
        /** It could not be found out; nothing may be done. */
        UNAVAILABLE
    }

    /**
     * @param user the authenticated name, on one line; empty unless ALLOWED or DENIED
     * @param why one line for a person, without the token; empty if ALLOWED
     */
    record TokenAnswer(Access result, String user, String why) {

        /** This user may. */
        public static TokenAnswer allowed(String user) {
            return new TokenAnswer(Access.ALLOWED, user, "");
        }

        /** This user may not. */
        public static TokenAnswer denied(String user, String why) {
            return new TokenAnswer(Access.DENIED, user, why);
        }

        /** The token belongs to no known user. */
        public static TokenAnswer unauthenticated(String why) {
            return new TokenAnswer(Access.UNAUTHENTICATED, "", why);
        }

        /** It could not be found out. */
        public static TokenAnswer unavailable(String why) {
            return new TokenAnswer(Access.UNAVAILABLE, "", why);
        }
    }

    /**
     * Whether the bearer of this token may POST to this path of ours. May block for some seconds, so never on an event
     * loop; callable from several threads at once. Everything that goes wrong is UNAVAILABLE and not thrown.
     *
     * @param token the text after {@code Bearer}; never kept, returned or logged
     * @param path for example {@code /api/v1/failover}
     */
    TokenAnswer check(String token, String path);
}
