package dev.temporalfailover.api.access;

/** Asks somebody else, who knows people and machines by their tokens, whether the bearer of one may act. */
public interface CallerCheck {

    /** What came of it. */
    enum Result {
        /** The user is known and may. */
        ALLOWED,
        /** The user is known and may not. */
        DENIED,
        /** Nobody is known by this token. */
        UNAUTHENTICATED,
        /** It could not be found out; nothing may be done. */
        UNAVAILABLE
    }

    /**
     * @param user who it is, as the one who was asked says, on one line; empty unless ALLOWED or DENIED
     * @param why one line for a person, without the token; empty if ALLOWED
     */
    record Answer(Result result, String user, String why) {

        /** This user may. */
        public static Answer allowed(String user) {
            return new Answer(Result.ALLOWED, user, "");
        }

        /** This user may not. */
        public static Answer denied(String user, String why) {
            return new Answer(Result.DENIED, user, why);
        }

        /** Nobody is known by this token. */
        public static Answer unauthenticated(String why) {
            return new Answer(Result.UNAUTHENTICATED, "", why);
        }

        /** It could not be found out. */
        public static Answer unavailable(String why) {
            return new Answer(Result.UNAVAILABLE, "", why);
        }
    }

    /**
     * Whether the bearer of this token may POST to this path of ours. May block for some seconds, so never on an event loop;
     * callable from several threads at once. Everything that goes wrong is UNAVAILABLE and not thrown.
     *
     * @param token what stood behind {@code Bearer}; never kept, told or logged
     * @param path for example {@code /api/v1/failover}
     */
    Answer check(String token, String path);
}
