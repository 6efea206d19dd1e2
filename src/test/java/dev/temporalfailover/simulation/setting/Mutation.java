package dev.temporalfailover.simulation.setting;

/** A rule that is taken out, to see that the simulation notices. What each does stands where it is asked for. */
public enum Mutation {
    NONE(0, "nothing"),
    NO_HOLD_DOWN(4, "the hold-down lasts no time"),
    NO_VELOCITY_CAP(18, "the velocity cap is out of reach"),
    ESCAPE_AT_ONCE(4, "the escape rule waits for nothing"),
    NO_QUIET_PERIOD(15, "a new leader decides at once"),
    UNKNOWN_IS_DOWN(6, "a region that cannot be judged counts as DOWN"),
    ANY_TARGET(7, "a target that is not HEALTHY counts as HEALTHY"),
    HEALTHY_IS_DOWN(2, "the active region counts as DOWN while the other one is HEALTHY"),
    UNCLEAR_IS_FAILED(17, "refused credentials, TLS errors and our own pauses count as failures"),
    OVERLOAD_IS_FAILED(5, "overload answers count as failures"),
    LATE_IS_LOST(25, "an answer that comes after its timeout is not told"),
    SILENCE_PROVES(135, "no results for long leave the last verdict standing"),
    ONE_PATH_IS_ENOUGH(74, "only the private path is judged"),
    HOLD_IGNORED(4, "a hold is not read"),
    EVERY_REQUEST_FORCES(17, "every request is taken as forced"),
    ALERTS_ARE_PEOPLE(18, "an alert's request is taken as a person's"),
    UNREAD_INTENTS_ARE_NONE(40, "intents that were never read are taken as none"),
    OLD_TAKEOVERS_COUNT(6, "a takeover of an older epoch is carried through"),
    EVERYBODY_LEADS(1, "the Lease is not asked"),
    STALE_IS_FRESH(0, "the last known records are taken as just read"),
    ROUTE_EPOCH_IGNORED(1, "a route's own epoch is not looked at"),
    UPSERT_INSTEAD_OF_COMPARE(2, "the batch overwrites instead of naming the old values"),
    QUORUM_IGNORED(45, "a leader judges by its own probes alone"),
    MINORITY_IS_ENOUGH(7, "a tenth of the observers makes a region DOWN"),
    EVIDENCE_IGNORED(1, "no other place is asked before a region is left"),
    DISPUTES_IGNORED(2, "a place that sees the region alive is outvoted though its word should stand"),
    SILENCE_CONFIRMS(13, "a place that is not heard counts as one that says DOWN"),
    STALE_OPINIONS_COUNT(3, "an opinion counts however old it is"),
    AN_OBSERVER_CONFIRMS(16, "the word of an observer without a leader counts as its region's"),
    CONNECTIVITY_ALWAYS_CONFIRMS(38, "connectivity checks count as passed"),
    TARGET_SEEN_DOWN_ELSEWHERE_IGNORED(39, "what other places say of the target is not asked"),
    PEER_HOLD_IGNORED(4, "a hold in another region is not obeyed"),
    FAILBACK_UNASKED(1, "a failback that is a person's starts by itself"),
    FAILBACK_AT_ONCE(7, "a failback waits for no stability"),
    STEPS_SKIPPED(10, "a failback is one step"),
    NO_STEP_INTERVAL(10, "a failback's steps follow each other at once"),
    NO_ROLLBACK(33, "a failback to a region that fails again is not taken back"),
    UNWRITABLE_IS_A_LOST_RACE(6, "a record that cannot be written is taken for a lost race: no takeover begins"),
    TAKEOVER_FORGOTTEN(1, "a stored takeover is not read"),
    TAKEOVER_MARK_IGNORED(5, "a route's mark of a takeover is not read"),
    SENT_IS_JUDGED(9, "a word counts as judged when it is sent, though the judge hangs"),
    STUCK_LEADERS_STAY(39, "a leader whose judge hangs keeps the Lease"),
    JUDGED_FOR_EVER(39, "a verdict counts however long ago it was judged"),
    OWN_DOWN_IGNORED(2, "a region that is DOWN does not know it"),
    TAKEOVERS_UNHEARD(1, "a takeover in another region is not heard of"),
    LED_OUT_ALIVE(14, "a region follows another's takeover from it though it sees itself alive"),
    RETURNED_TO_THE_DEAD(138, "routes go back from a takeover that ended though the record's region is DOWN"),
    UNCONFIGURED_TARGETS_COUNT(21, "votes on targets count that the leader's configuration does not name"),
    ANY_PLACES_CERTIFICATE(93, "the certificate of one place speaks for every place"),
    DISTANCE_IS_ILLNESS(2, "the latency limit is for the way to another region too"),
    NAMESPACES_LEFT(3, "Temporal's namespaces are not read, and stay where they are"),
    NAMESPACES_YIELDED_UNSEEN(4, "a cluster is told to give up what the other one does not state to have"),
    PERSONS_MOVE_FORGOTTEN(89, "when a namespace was last moved is not read"),
    REPLICATION_LAG_IGNORED(17, "a planned move does not wait for replication"),
    HANDOVERS_NOT_WAITED_FOR(7, "a planned move takes namespaces at once, though they are to be handed over"),
    HANDOVERS_GO_ON(1067, "a handover that was begun is never called off"),
    INVENTED_EPOCHS_COUNT(1113, "an epoch that the record was seen not to have keeps routes from following a takeover"),
    WORKER_MARK_IGNORED(4, "the mark of the last restart of workers is not read"),
    ROLLOUTS_IGNORED(4, "workers are restarted though a rollout goes on"),
    INVENTED_NAMES_COUNT(1, "an observer is heard under names that its certificate does not give it");

    private final long seed;
    private final String text;

    /** @param seed one that showed it; another one may have to, as a change of the simulation changes each seed's story */
    Mutation(long seed, String text) {
        this.seed = seed;
        this.text = text;
    }

    public long seed() {
        return seed;
    }

    public String text() {
        return text;
    }
}
