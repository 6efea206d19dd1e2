package dev.temporalfailover.loop;

import dev.temporalfailover.coordination.IntentStore;
import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.Intents.Takeover;
import dev.temporalfailover.traffic.StepOutcome;
import dev.temporalfailover.traffic.TakeoverSwitch;
import dev.temporalfailover.traffic.Verification;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One policy's takeover, kept with the intents so that every instance answers by it and a new leader finds it. What cannot be
 * stored is kept in memory and stored by a later {@link #again}.
 */
final class StoredTakeover implements TakeoverSwitch {
    private final String policy;
    private final Predicate<Takeover> possible;
    private final IntentStore intents;
    private final Clock clock;
    /** The change that could not be stored, if any. */
    private volatile Optional<Change> unstored = Optional.empty();

    /** @param before what was stored when it was made; over anything else it is void, for another leader has changed it */
    private record Change(Optional<Takeover> before, Optional<Takeover> after) {}

    /** @param possible false for one that no instance of this region would store; it is never in force */
    StoredTakeover(String policy, Predicate<Takeover> possible, IntentStore intents, Clock clock) {
        this.policy = policy;
        this.possible = possible;
        this.intents = intents;
        this.clock = clock;
    }

    @Override
    public Optional<Takeover> read() {
        Optional<Takeover> stored = intents.read(policy).takeover();
        Optional<Change> valid = unstored.filter(change -> change.before().equals(stored));
        return valid.isPresent() ? valid.get().after() : stored.filter(possible);
    }

    /** What is stored and refused, as one line; empty if nothing is. */
    String refused() {
        return intents.read(policy)
                .takeover()
                .filter(possible.negate())
                .map(t -> "the stored takeover from \"" + t.from() + "\" is not one from another region of the policy")
                .orElse("");
    }

    @Override
    public String render(Step step) {
        return switch (step.turn()) {
            case BEGINS ->
                step.object() + " answers 200, standing on epoch "
                        + step.claim().epoch();
            case GOES_ON ->
                step.object() + " goes on, standing on epoch " + step.claim().epoch();
            case ENDS -> step.object() + " answers 503: the takeover ends";
        };
    }

    @Override
    public StepOutcome apply(Step step) {
        Optional<Takeover> wanted = step.turn() == Step.Turn.ENDS
                ? Optional.empty()
                : Optional.of(new Takeover(
                        step.from(), step.claim().epoch(), clock.now().wall()));
        Change change = new Change(intents.read(policy).takeover(), wanted);
        unstored = Optional.of(change);
        try {
            intents.update(policy, stored -> stored.withTakeover(wanted));
            unstored = Optional.empty();
            return new StepOutcome(StepOutcome.StepResult.APPLIED, "", "");
        } catch (UncheckedIOException kept) {
            // IntentStore.live() and its metric say that storing fails.
            return new StepOutcome(
                    StepOutcome.StepResult.APPLIED, "kept in memory, not stored: " + kept.getMessage(), "");
        }
    }

    @Override
    public Verification verify(Step step) {
        boolean kept = unstored.isEmpty()
                && intents.read(policy)
                        .takeover()
                        .filter(t -> t.from().equals(step.from()))
                        .isPresent();
        return kept
                ? new Verification(Verification.Effectiveness.EFFECTIVE, "stored")
                : new Verification(Verification.Effectiveness.NOT_YET, "only this instance says so: it is not stored");
    }

    /** Stores what could not be stored before, unless it is void by now. */
    void again() {
        if (unstored.isEmpty()) {
            return;
        }
        Change change = unstored.get();
        try {
            intents.update(
                    policy,
                    stored -> stored.takeover().equals(change.before()) ? stored.withTakeover(change.after()) : stored);
            unstored = Optional.empty();
        } catch (UncheckedIOException kept) {
            unstored = Optional.of(change);
        }
    }
}
