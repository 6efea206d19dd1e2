package dev.temporalfailover.exchange;

import dev.temporalfailover.coordination.Leadership;
import dev.temporalfailover.exchange.ExchangeMeters.MessageResult;
import dev.temporalfailover.exchange.ExchangeMeters.Stream;
import dev.temporalfailover.exchange.identity.IdentityTrust;
import dev.temporalfailover.exchange.identity.Refusals;
import dev.temporalfailover.exchange.wire.Guidance;
import dev.temporalfailover.failover.verdict.PolicyVote;
import dev.temporalfailover.outside.Notices;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reports to this region's leader while that is another instance: everything first, then changes. Follows the Lease's
 * holder at once and comes back to a leader that fails with growing pauses. Owned by the exchange's thread.
 */
final class ReportClient {
    private final ExchangeSettings settings;
    private final Leadership leadership;
    private final Consumer<List<String>> told;
    private final PublishedView place;
    private final ExchangeThread thread;
    private final Sockets sockets;
    private final Notices notices;
    private final ExchangeMeters meters;
    private final ExchangeThread.Retry retry;
    private Map<ReportStream.VoteKey, PolicyVote> votes;
    private Duration judged = Duration.ZERO;
    private Optional<String> address = Optional.empty();
    private ReportAttempt attempt;
    private boolean leaving;

    /** @param told takes the observers of this region, as the leader tells them */
    ReportClient(
            ExchangeSettings settings,
            Leadership leadership,
            Consumer<List<String>> told,
            PublishedView place,
            ExchangeThread thread,
            Sockets sockets,
            Notices notices,
            ExchangeMeters meters) {
        this.settings = settings;
        this.leadership = leadership;
        this.told = told;
        this.place = place;
        this.thread = thread;
        this.sockets = sockets;
        this.notices = notices;
        this.meters = meters;
        this.retry = thread.new Retry(Duration.ofMillis(100), Duration.ofSeconds(5), this::look);
    }

    /** All own votes, and when they were judged. */
    record JudgedVotes(List<PolicyVote> all, Duration at) {}

    /** This instance's own votes, all of them. */
    void votes(JudgedVotes own) {
        votes = SentVotes.index(own.all());
        judged = own.at();
        if (attempt != null) {
            attempt.tell(votes, judged, false);
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
            retry.succeeded();
            address = wanted;
        }
        if (attempt != null && attempt.silent()) {
            failed(attempt, "no answer for " + settings.silence());
        }
        if (attempt != null) {
            attempt.tell(votes, judged, true);
        } else if (address.isPresent() && !retry.waits()) {
            connect(address.get());
        }
    }

    private Optional<String> wanted() {
        boolean none = votes == null
                || !sockets.canDial()
                || leadership.leads()
                || leadership.holder().equals(settings.instance());
        return none ? Optional.empty() : leadership.holderAddress();
    }

    private void connect(String to) {
        String leader = leadership.holder();
        IdentityTrust.PeerRule rule = Refusals.counted(meters::refused, peer -> peer.mustBe(settings.place(), leader));
        attempt = new ReportAttempt(settings, thread, sockets.open(to, rule), to, new ReportAttempt.Events() {
            @Override
            public void ready(ReportAttempt from) {
                if (from == attempt) {
                    from.tell(votes, judged, false);
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
            if (guidance.getFleet().getMembersCount() > settings.limits().observers() + 1) {
                throw new Malformed("a member list of " + guidance.getFleet().getMembersCount());
            }
            for (String observer : guidance.getFleet().getMembersList()) {
                observers.add(
                        Texts.name("an instance", observer, settings.limits().stringLength()));
            }
            if (guidance.hasView()) {
                place.relay(guidance.getView(), thread.now());
            }
            meters.message(Stream.LEADER, MessageResult.ACCEPTED);
            if (attempt.first()) {
                retry.succeeded();
                meters.open(Stream.LEADER, settings.place(), 1);
                notices.say("leader", "reports to the leader at " + address.orElse(""));
            }
            if (guidance.hasFleet()) {
                told.accept(List.copyOf(observers));
            }
            attempt.next();
        } catch (Malformed e) {
            meters.message(Stream.LEADER, MessageResult.MALFORMED);
            failed(attempt, "the leader sent " + e.getMessage());
        }
    }

    private void failed(ReportAttempt from, String why) {
        if (leaving) {
            return;
        }
        notices.say("leader", "cannot report to the leader at " + from.address() + ": " + why);
        drop();
        retry.failed();
    }

    /** Leaves the present stream for a new one. */
    void again() {
        drop();
        look();
    }

    private void drop() {
        retry.cancel();
        if (attempt != null) {
            attempt.drop();
            attempt = null;
            meters.open(Stream.LEADER, settings.place(), 0);
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
