package dev.temporalfailover.exchange;

import dev.temporalfailover.exchange.identity.Callers.PeerCall;
import dev.temporalfailover.exchange.identity.PeerId;
import dev.temporalfailover.exchange.wire.Guidance;
import dev.temporalfailover.exchange.wire.Observation;
import dev.temporalfailover.failover.verdict.PolicyVote;
import dev.temporalfailover.failover.verdict.Target;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One observer's stream, and what it has reported. All but the final fields belongs to the exchange's thread. */
final class ReportStream {
    /** Characters of the names in one observer's votes, all of them. */
    static final int LETTERS = 2 << 20;

    /** One observer's vote. */
    record VoteKey(String policy, Target target) {
        private int letters() {
            return policy.length() + VoteWire.letters(target);
        }
    }

    private final ServerCallStreamObserver<Guidance> call;
    private final PeerCall caller;
    /** Empty until its first message. */
    String observer = "";

    Duration heard;
    Duration observersAt;
    long observersVersion = -1;
    long view = -1;
    /** There is something to tell, at least that it was heard. */
    boolean owed;

    private final Set<VoteKey> votes = new HashSet<>();
    private int letters;
    private boolean ended;

    ReportStream(ServerCallStreamObserver<Guidance> call, PeerCall caller, Duration now) {
        this.call = call;
        this.caller = caller;
        this.heard = now;
    }

    boolean ended() {
        return ended || call.isCancelled();
    }

    boolean ready() {
        return !ended() && call.isReady();
    }

    void tell(Guidance guidance) {
        owed = false;
        call.onNext(guidance);
    }

    /** Asks for the next message. */
    void next() {
        if (!ended()) {
            call.request(1);
        }
    }

    /** Ends it, once; OK completes it. */
    void end(Status status) {
        if (ended()) {
            ended = true;
            return;
        }
        ended = true;
        if (status.isOk()) {
            call.onCompleted();
        } else {
            call.onError(status.asException());
        }
    }

    /** It has votes on these no longer. */
    void gone(Set<Target> targets) {
        votes.removeIf(key -> targets.contains(key.target()));
        letters = votes.stream().mapToInt(VoteKey::letters).sum();
    }

    /** It has these votes too; refused where all that it has is more than one observer may have. */
    void has(List<PolicyVote> more, int most) throws Malformed {
        for (PolicyVote one : more) {
            VoteKey key = new VoteKey(one.policy(), one.vote().target());
            letters += votes.add(key) ? key.letters() : 0;
            if (votes.size() > most || letters > LETTERS) {
                throw new Malformed("more than " + most + " votes, or " + LETTERS + " characters in their names");
            }
        }
    }

    PeerCall caller() {
        return caller;
    }

    /** The first message's names, or of later ones the same or none. */
    void introduce(Observation message, ExchangeSettings settings) throws Malformed, PeerId.Refused {
        String instance = message.getInstance();
        if (observer.isEmpty()) {
            Texts.name("an instance", instance, settings.limits().stringLength());
            if (instance.equals(settings.instance())) {
                throw new Malformed("an observer has the leader's own name");
            }
            if (!message.getRegion().equals(settings.place())) {
                throw new Malformed("an observer of another region than " + settings.place());
            }
            caller.mustBe(settings.place(), instance);
        } else if (!instance.isEmpty() && !instance.equals(observer)) {
            throw new Malformed("an observer changed its name");
        } else if (!message.getRegion().isEmpty() && !message.getRegion().equals(settings.place())) {
            throw new Malformed("an observer of another region than " + settings.place());
        }
    }
}
