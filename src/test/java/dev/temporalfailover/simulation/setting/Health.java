package dev.temporalfailover.simulation.setting;

import dev.temporalfailover.failover.verdict.Outcome;

/** What is true of a region's Temporal. */
public enum Health {
    SERVING(Outcome.OK),
    DEAD(Outcome.REFUSED),
    GONE(Outcome.UNREACHABLE),
    HANGING(Outcome.DEADLINE),
    /** It answers and does no work: its history, its matching or its database is dead. Which of them makes no difference. */
    BROKEN(Outcome.FAILED),
    NOT_SERVING(Outcome.NOT_SERVING),
    OVERLOADED(Outcome.OVERLOADED),
    /** Every answer comes after the timeout. */
    SLOW(Outcome.LATE),
    AUTH(Outcome.AUTH),
    TLS(Outcome.TLS);

    private final Outcome answer;

    Health(Outcome answer) {
        this.answer = answer;
    }

    /** What an instance with a good network and a good conscience gets. */
    public Outcome answer() {
        return answer;
    }

    /** True where clients get no work done and the fault is the region's. */
    boolean fails() {
        return answer.meaning() == Outcome.Meaning.FAILED;
    }
}
