package dev.temporalfailover.exchange;

import dev.temporalfailover.coordination.HomeCluster;
import dev.temporalfailover.coordination.Leadership;
import dev.temporalfailover.exchange.ExchangeMeters.MessageResult;
import dev.temporalfailover.exchange.ExchangeMeters.Stream;
import dev.temporalfailover.exchange.bounds.Places;
import dev.temporalfailover.exchange.identity.PeerId;
import dev.temporalfailover.exchange.identity.RefusalReason;
import dev.temporalfailover.exchange.identity.Refusals;
import dev.temporalfailover.exchange.wire.Fleet;
import dev.temporalfailover.exchange.wire.Guidance;
import dev.temporalfailover.exchange.wire.Observation;
import dev.temporalfailover.exchange.wire.Vote;
import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.failover.verdict.PolicyVote;
import dev.temporalfailover.failover.verdict.Target;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * The leader's side of all reports. Each message is answered, so that an observer knows that it is heard; what the answer
 * holds is what is newest then. Owned by the exchange's thread.
 */
final class ReportDesk {
    private final ExchangeSettings settings;
    private final Leadership leadership;
    private final ReportListener judge;
    private final PublishedView place;
    private final Clock clock;
    private final Refusals refusals;
    private final ExchangeMeters meters;
    private final VoteWire wire;
    private final Set<ReportStream> streams = new LinkedHashSet<>();

    private final Voices voices;
    private final Places<ReportStream> places;
    private Fleet fleet;
    private List<String> observers = List.of();
    private long observersVersion;

    /** @param thread the exchange's own */
    ReportDesk(
            ExchangeSettings settings,
            HomeCluster home,
            ReportListener judge,
            PublishedView place,
            Executor thread,
            Clock clock,
            Refusals refusals,
            ExchangeMeters meters) {
        this.settings = settings;
        this.leadership = home.leadership();
        this.voices = new Voices(home, judge, refusals, thread);
        this.judge = judge;
        this.place = place;
        this.clock = clock;
        this.refusals = refusals;
        this.meters = meters;
        this.places = new Places<>("observers", settings.limits().observers(), ReportStream::end, refusals);
        this.wire = new VoteWire(settings.limits().stringLength());
    }

    void opened(ReportStream stream) {
        if (!leadership.leads()) {
            refuse(stream);
            return;
        }
        streams.add(stream);
        places.take(stream, stream.caller().address());
        count();
        stream.next();
    }

    void closed(ReportStream stream) {
        stream.end(Status.CANCELLED);
        streams.remove(stream);
        places.leave(stream);
        voices.ended(stream);
        count();
    }

    /** @param at when it came */
    void heard(ReportStream stream, Observation message, Duration at) {
        guarded(stream, () -> {
            if (!stream.observer.isEmpty() || !stream.caller().shared()) {
                answered(stream, message, at);
                return;
            }
            stream.introduce(message, settings);
            stream.heard = at;
            String observer = message.getInstance();
            voices.look(
                    stream,
                    observer,
                    standing -> guarded(stream, () -> {
                        voices.admit(stream, observer, standing);
                        answered(stream, message, at);
                    }));
        });
    }

    /** Something to do with a stream's message. */
    private interface ReportStep {
        void run() throws Malformed, PeerId.Refused;
    }

    private void guarded(ReportStream stream, ReportStep step) {
        if (stream.ended()) {
            return;
        }
        if (!leadership.leads()) {
            refuse(stream);
            return;
        }
        try {
            step.run();
        } catch (Malformed e) {
            meters.message(Stream.OBSERVERS, MessageResult.MALFORMED);
            stream.end(Status.INVALID_ARGUMENT.withDescription(e.getMessage()));
        } catch (PeerId.Refused e) {
            refusals.refused(e, stream.caller().address());
            stream.end(Status.PERMISSION_DENIED.withDescription(e.getMessage()));
        }
    }

    private void answered(ReportStream stream, Observation message, Duration at) throws Malformed, PeerId.Refused {
        take(stream, message, at);
        meters.message(Stream.OBSERVERS, MessageResult.ACCEPTED);
        stream.heard = at;
        stream.owed = true;
        tell(stream);
        stream.next();
    }

    private void take(ReportStream stream, Observation message, Duration at) throws Malformed, PeerId.Refused {
        boolean afresh = stream.observer.isEmpty();
        stream.introduce(message, settings);
        int most = settings.limits().votes() / 10;
        if (message.getVotesCount() > most || message.getGoneCount() > most) {
            throw new Malformed("more than " + most + " votes in a message");
        }
        String observer = afresh ? message.getInstance() : stream.observer;
        List<PolicyVote> changed = new ArrayList<>(message.getVotesCount());
        for (Vote vote : message.getVotesList()) {
            wire.decode(vote, observer, at).ifPresent(changed::add);
        }
        List<Target> gone = new ArrayList<>(message.getGoneCount());
        for (dev.temporalfailover.exchange.wire.Target target : message.getGoneList()) {
            wire.decode(target).ifPresent(gone::add);
        }
        if (!gone.isEmpty()) {
            stream.gone(Set.copyOf(gone));
        }
        stream.has(changed, settings.limits().votes());
        if (afresh) {
            stream.observer = observer;
            voices.speaks(stream);
        }
        Duration judged = message.hasJudgedMs()
                ? at.minusMillis(Texts.age("the time of a judgement", message.getJudgedMs()))
                : at;
        if (message.getLeaving()) {
            voices.ended(stream);
            judge.left(observer);
            stream.end(Status.OK);
        } else if (!judge.reported(observer, afresh, List.copyOf(changed), List.copyOf(gone), judged)) {
            // What was lost is not sent again on this stream; on a new one everything is.
            voices.ended(stream);
            stream.end(Status.RESOURCE_EXHAUSTED.withDescription("busy, start again with all votes"));
        }
    }

    /** Sent with the next answers if they changed, as the list may be long and changes arrive in groups. */
    void observers(List<String> now) {
        if (!now.equals(observers)) {
            observers = List.copyOf(now);
            fleet = Fleet.newBuilder().addAllMembers(observers).build();
            observersVersion++;
        }
    }

    /** This place's own view has changed: sent at once. */
    void viewChanged() {
        for (ReportStream stream : List.copyOf(streams)) {
            stream.owed = true;
            tell(stream);
        }
    }

    /** Tells what is owed, if the stream can take it; else when it can. */
    void tell(ReportStream stream) {
        if (!stream.owed || stream.observer.isEmpty() || !stream.ready()) {
            return;
        }
        Duration now = clock.steady();
        Guidance.Builder guidance = Guidance.newBuilder();
        boolean due =
                stream.observersAt == null || now.minus(stream.observersAt).compareTo(settings.silence()) >= 0;
        if (fleet != null && stream.observersVersion != observersVersion && due) {
            guidance.setFleet(fleet);
            stream.observersVersion = observersVersion;
            stream.observersAt = now;
        }
        if (place.version() > 0 && stream.view != place.version()) {
            guidance.setView(place.now());
            stream.view = place.version();
        }
        stream.tell(guidance.build());
    }

    /** Ends streams that are silent, and all if this instance does not lead. */
    void look() {
        boolean leads = leadership.leads();
        Duration now = clock.steady();
        for (ReportStream stream : List.copyOf(streams)) {
            if (!leads) {
                refuse(stream);
            } else if (now.minus(stream.heard).compareTo(settings.silence()) > 0) {
                stream.end(Status.DEADLINE_EXCEEDED.withDescription("no message for " + settings.silence()));
            }
        }
    }

    private void refuse(ReportStream stream) {
        if (!stream.ended()) {
            meters.refused(RefusalReason.NOT_LEADER);
            stream.end(Status.FAILED_PRECONDITION.withDescription("this instance does not lead"));
        }
    }

    /** Ends all; the observers connect again, perhaps to another instance. */
    void endAll(String why) {
        List.copyOf(streams).forEach(stream -> stream.end(Status.UNAVAILABLE.withDescription(why)));
    }

    private void count() {
        meters.open(Stream.OBSERVERS, settings.place(), streams.size());
    }
}
