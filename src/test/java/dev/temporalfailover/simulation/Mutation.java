package dev.temporalfailover.simulation;

/** A rule that is taken out, to see that the simulation notices. What each does stands where it is asked for. */
enum Mutation {
    NONE("nothing"),
    NO_HOLD_DOWN("the hold-down lasts no time"),
    NO_VELOCITY_CAP("the velocity cap is out of reach"),
    ESCAPE_AT_ONCE("the escape rule waits for nothing"),
    NO_QUIET_PERIOD("a new leader decides at once"),
    UNKNOWN_IS_DOWN("a region that cannot be judged counts as DOWN"),
    ANY_TARGET("a target that is not HEALTHY counts as HEALTHY"),
    HEALTHY_IS_DOWN("the active region counts as DOWN while the other one is HEALTHY"),
    UNCLEAR_IS_FAILED("refused credentials, TLS errors and our own pauses count as failures"),
    OVERLOAD_IS_FAILED("overload answers count as failures"),
    SILENCE_PROVES("no results for long leave the last verdict standing"),
    ONE_PATH_IS_ENOUGH("only the private path is judged"),
    HOLD_IGNORED("a hold is not read"),
    EVERY_REQUEST_FORCES("every request is taken as forced"),
    ALERTS_ARE_PEOPLE("an alert's request is taken as a person's"),
    UNREAD_INTENTS_ARE_NONE("intents that were never read are taken as none"),
    OLD_TAKEOVERS_COUNT("a takeover of an older epoch is carried through"),
    EVERYBODY_LEADS("the Lease is not asked"),
    STALE_IS_FRESH("the last known records are taken as just read"),
    ROUTE_EPOCH_IGNORED("a route's own epoch is not looked at"),
    UPSERT_INSTEAD_OF_COMPARE("the batch overwrites instead of naming the old values"),
    QUORUM_IGNORED("a leader judges by its own probes alone"),
    MINORITY_IS_ENOUGH("a tenth of the observers makes a region DOWN"),
    EVIDENCE_IGNORED("no other place is asked before a region is left"),
    DISPUTES_IGNORED("a place that sees the region alive is outvoted though its word should stand"),
    SILENCE_CONFIRMS("a place that is not heard counts as one that says DOWN"),
    STALE_OPINIONS_COUNT("an opinion counts however old it is"),
    AN_OBSERVER_CONFIRMS("the word of an observer without a leader counts as its region's"),
    CONNECTIVITY_ALWAYS_CONFIRMS("connectivity checks count as passed"),
    TARGET_SEEN_DOWN_ELSEWHERE_IGNORED("what other places say of the target is not asked"),
    PEER_HOLD_IGNORED("a hold in another region is not obeyed"),
    FAILBACK_UNASKED("a failback that is a person's starts by itself"),
    FAILBACK_AT_ONCE("a failback waits for no stability"),
    STEPS_SKIPPED("a failback is one step"),
    NO_STEP_INTERVAL("a failback's steps follow each other at once"),
    NO_ROLLBACK("a failback to a region that fails again is not taken back");

    private final String text;

    Mutation(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }
}
