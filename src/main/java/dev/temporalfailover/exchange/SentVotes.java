package dev.temporalfailover.exchange;

import dev.temporalfailover.exchange.ReportStream.VoteKey;
import dev.temporalfailover.exchange.wire.Observation;
import dev.temporalfailover.failover.verdict.PolicyVote;
import dev.temporalfailover.failover.verdict.Target;
import dev.temporalfailover.failover.verdict.Vote;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which of this instance's votes one stream has sent, and which it has yet to send: the newest of each, however often it
 * changed meanwhile. A verdict goes out at once; a newer probe with the same verdict only now and then.
 */
final class SentVotes {
    private final int mostVotes;
    private final int mostBytes;
    private final Duration refresh;
    private final Map<VoteKey, Sent> sent = new HashMap<>();

    private record Sent(Vote vote, Duration at) {}

    /** @param refresh how old what the other side knows of a vote's time and words may become */
    SentVotes(ExchangeSettings.Limits limits, Duration refresh) {
        this.mostVotes = limits.votes() / 10;
        // Strings may be longer in UTF-8 than they look; half leaves room for the rest of a message.
        this.mostBytes = limits.messageBytes() / 2;
        this.refresh = refresh;
    }

    static Map<VoteKey, PolicyVote> index(List<PolicyVote> all) {
        Map<VoteKey, PolicyVote> index = new LinkedHashMap<>();
        all.forEach(one -> index.put(new VoteKey(one.policy(), one.vote().target()), one));
        return index;
    }

    /**
     * True if a vote ended while another policy still has one on its target: the protocol can only say that a target is
     * gone from all, so that everything must be sent again.
     */
    boolean needsAfresh(Map<VoteKey, PolicyVote> current) {
        if (current.keySet().containsAll(sent.keySet())) {
            return false;
        }
        Set<Target> targets = current.keySet().stream().map(VoteKey::target).collect(Collectors.toSet());
        return sent.keySet().stream().anyMatch(key -> !current.containsKey(key) && targets.contains(key.target()));
    }

    /** Adds what is to be sent, as much as a message may hold; true if there was anything. */
    boolean fill(Observation.Builder message, Map<VoteKey, PolicyVote> current, Duration now) {
        int bytes = 0;
        int count = 0;
        Set<Target> gone = new LinkedHashSet<>();
        for (VoteKey key : sent.keySet()) {
            if (!current.containsKey(key) && gone.size() < mostVotes && bytes < mostBytes && gone.add(key.target())) {
                dev.temporalfailover.exchange.wire.Target target = VoteWire.encode(key.target());
                message.addGone(target);
                bytes += target.getSerializedSize();
            }
        }
        sent.keySet().removeIf(key -> gone.contains(key.target()));
        for (Map.Entry<VoteKey, PolicyVote> one : current.entrySet()) {
            if (count >= mostVotes || bytes >= mostBytes) {
                break;
            }
            if (due(sent.get(one.getKey()), one.getValue().vote(), now)) {
                dev.temporalfailover.exchange.wire.Vote vote = VoteWire.encode(one.getValue(), now);
                message.addVotes(vote);
                bytes += vote.getSerializedSize();
                count++;
                sent.put(one.getKey(), new Sent(one.getValue().vote(), now));
            }
        }
        return count > 0 || !gone.isEmpty();
    }

    private boolean due(Sent before, Vote vote, Duration now) {
        if (before == null
                || before.vote().verdict() != vote.verdict()
                || before.vote().counts() != vote.counts()
                || !Objects.equals(before.vote().failingSince(), vote.failingSince())) {
            return true;
        }
        boolean news =
                !before.vote().at().equals(vote.at()) || !before.vote().why().equals(vote.why());
        return news && now.minus(before.at()).compareTo(refresh) >= 0;
    }
}
