package dev.temporalfailover.exchange;

import dev.temporalfailover.coordination.Leadership;
import dev.temporalfailover.exchange.ExchangeMeters.MessageResult;
import dev.temporalfailover.exchange.ExchangeMeters.Stream;
import dev.temporalfailover.exchange.wire.Guidance;
import dev.temporalfailover.failover.pace.Backoff;
import dev.temporalfailover.failover.verdict.PolicyVote;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Reports to this region's leader while that is another instance: everything first, then changes. Follows the Lease's
 * holder at once and comes back to a leader that fails with growing pauses. Owned by the exchange's thread.
 */
final class ReportClient {
    private static final Backoff RETRY = Backoff.of(Duration.ofMillis(100), Duration.ofSeconds(5));

    private final Parts parts;
    private final Leadership leadership;
    private final Consumer<List<String>> told;
    private final PublishedView place;
    private final Runnable placeChanged;
    private Backoff backoff = RETRY;
    private Map<ReportStream.VoteKey, PolicyVote> votes;
    private Optional<String> address = Optional.empty();
    private ReportAttempt attempt;
    private Future<?> retry;
    private boolean leaving;

    /**
     * @param told takes the observers of this region, as the leader tells them
     * @param placeChanged to be run when the leader's view says something new
     */
    ReportClient(
            Parts parts,
            Leadership leadership,
            Consumer<List<String>> told,
            PublishedView place,
            Runnable placeChanged) {
        this.parts = parts;
        this.leadership = leadership;
        this.told = told;
        this.place = place;
        this.placeChanged = placeChanged;
    }

    /** This instance's own votes, all of them. */
    void votes(List<PolicyVote> all) {
        votes = SentVotes.index(all);
        if (attempt != null) {
            attempt.tell(votes, false);
        } else {
            look();
        }
    }

    /** Connects to the present leader, and sends a heartbeat when it is due. */
    void look() {
        if (leaving) {
            return;
        }
        Optional<String> wanted = wanted();
        if (!wanted.equals(address)) {
            drop();
            backoff = RETRY;
            address = wanted;
        }
        if (attempt != null && attempt.silent()) {
            failed(attempt, "no answer for " + parts.settings().silence());
        }
        if (attempt != null) {
            attempt.tell(votes, true);
        } else if (address.isPresent() && retry == null) {
            connect(address.get());
        }
    }

    private Optional<String> wanted() {
        boolean none = votes == null
                || !parts.canDial()
                || leadership.leads()
                || leadership.holder().equals(parts.settings().instance());
        return none ? Optional.empty() : leadership.holderAddress();
    }

    private void connect(String to) {
        attempt = new ReportAttempt(parts, to, new ReportAttempt.Events() {
            @Override
            public void ready(ReportAttempt from) {
                if (from == attempt) {
                    from.tell(votes, false);
                }
            }

            @Override
            public void guided(ReportAttempt from, Guidance guidance) {
                if (from == attempt) {
                    take(guidance);
                }
            }

            @Override
            public void ended(ReportAttempt from, String why) {
                if (from == attempt) {
                    failed(from, why);
                }
            }
        });
        attempt.start();
    }

    private void take(Guidance guidance) {
        try {
            List<String> observers = new ArrayList<>(guidance.getFleet().getMembersCount());
            if (guidance.getFleet().getMembersCount()
                    > parts.settings().limits().observers() + 1) {
                throw new Malformed("a member list of " + guidance.getFleet().getMembersCount());
            }
            for (String observer : guidance.getFleet().getMembersList()) {
                observers.add(Texts.name(
                        "an instance", observer, parts.settings().limits().stringLength()));
            }
            boolean changed = guidance.hasView()
                    && place.relay(guidance.getView(), parts.steady().get());
            parts.meters().message(Stream.LEADER, MessageResult.ACCEPTED);
            if (attempt.first()) {
                backoff = RETRY;
                parts.meters().open(Stream.LEADER, parts.settings().place(), 1);
                parts.notices().say("leader", "reports to the leader at " + address.orElse(""));
            }
            if (guidance.hasFleet()) {
                told.accept(List.copyOf(observers));
            }
            if (changed) {
                placeChanged.run();
            }
            attempt.next();
        } catch (Malformed e) {
            parts.meters().message(Stream.LEADER, MessageResult.MALFORMED);
            failed(attempt, "the leader sent " + e.getMessage());
        }
    }

    private void failed(ReportAttempt from, String why) {
        if (leaving) {
            return;
        }
        parts.notices().say("leader", "cannot report to the leader at " + from.address() + ": " + why);
        drop();
        Duration now = parts.steady().get();
        backoff = backoff.failed(now, parts.random().nextDouble());
        retry = parts.thread().after(backoff.until().minus(now), () -> {
            retry = null;
            look();
        });
    }

    private void drop() {
        if (retry != null) {
            retry.cancel(false);
            retry = null;
        }
        if (attempt != null) {
            attempt.drop();
            attempt = null;
            parts.meters().open(Stream.LEADER, parts.settings().place(), 0);
        }
    }

    /** Tells the leader that this instance ends; the task is run when the leader took note, or has no stream. */
    void leave(Runnable noted) {
        leaving = true;
        if (attempt == null) {
            noted.run();
        } else {
            attempt.leave(noted);
        }
    }

    void close() {
        leaving = true;
        drop();
    }
}
