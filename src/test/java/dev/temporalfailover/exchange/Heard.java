package dev.temporalfailover.exchange;

import dev.temporalfailover.failover.verdict.PolicyVote;
import dev.temporalfailover.failover.verdict.Target;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps what was heard, in order. */
final class Heard implements ReportListener, ExchangeListener {
    record Report(String observer, boolean afresh, List<PolicyVote> changed, List<Target> gone) {
        boolean empty() {
            return !afresh && changed.isEmpty() && gone.isEmpty();
        }
    }

    final List<Report> reports = new CopyOnWriteArrayList<>();
    final List<String> left = new CopyOnWriteArrayList<>();
    final AtomicInteger opinionChanges = new AtomicInteger();
    volatile List<String> observers = List.of();
    volatile boolean busy;
    /** When the votes of the newest report were judged. */
    volatile Duration judged;

    @Override
    public boolean reported(
            String observer, boolean afresh, List<PolicyVote> changed, List<Target> gone, Duration judged) {
        if (!busy) {
            this.judged = judged;
            reports.add(new Report(observer, afresh, changed, gone));
        }
        return !busy;
    }

    @Override
    public void left(String observer) {
        left.add(observer);
    }

    @Override
    public void observers(List<String> all) {
        observers = all;
    }

    @Override
    public void opinionsChanged() {
        opinionChanges.incrementAndGet();
    }

    List<Report> of(String observer) {
        return reports.stream().filter(r -> r.observer().equals(observer)).toList();
    }

    /** Reports with something in them. */
    List<Report> news(String observer) {
        return of(observer).stream().filter(r -> !r.empty()).toList();
    }

    /** The votes of an observer as its reports add up to. */
    Map<ReportStream.VoteKey, PolicyVote> votes(String observer) {
        Map<ReportStream.VoteKey, PolicyVote> votes = new HashMap<>();
        for (Report report : of(observer)) {
            if (report.afresh()) {
                votes.clear();
            }
            votes.keySet().removeIf(key -> report.gone().contains(key.target()));
            report.changed()
                    .forEach(one -> votes.put(
                            new ReportStream.VoteKey(one.policy(), one.vote().target()), one));
        }
        return votes;
    }
}
