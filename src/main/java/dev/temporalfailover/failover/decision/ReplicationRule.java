package dev.temporalfailover.failover.decision;

import dev.temporalfailover.failover.decision.Decision.Reason;
import dev.temporalfailover.failover.decision.Decision.Rule;
import dev.temporalfailover.failover.situation.ReplicationLag;
import dev.temporalfailover.failover.verdict.Judge;
import dev.temporalfailover.failover.verdict.Verdict;
import java.time.Duration;
import java.util.Optional;

/**
 * Whether the target's cluster has what the active one wrote. It stops planned moves only: out of a region that is DOWN the last
 * known lag is the estimate of what is lost.
 */
final class ReplicationRule {
    private ReplicationRule() {}

    static Rule ask(Case c) {
        String from = c.active().orElseThrow();
        String to = target(c, from);
        Optional<ReplicationLag> lag = c.s().replication().lag(from, to);
        String text = text(from, to, lag, c);
        if (c.s().verdict(from).verdict() == Verdict.DOWN) {
            return new Rule(Reason.REPLICATION_LAG, true, "not waited for, " + from + " is DOWN: " + text);
        }
        Optional<Duration> limit = c.policy().maxReplicationLag();
        boolean within = limit.isEmpty()
                || lag.filter(l -> l.known(c.now().steady()))
                        .filter(l -> l.behind().compareTo(limit.get()) <= 0)
                        .isPresent();
        String most = limit.map(l -> ", limit " + Judge.text(l)).orElse(", no limit is set");
        return new Rule(
                Reason.REPLICATION_LAG,
                within,
                text + most + (within ? "" : "; force does not wait, and loses what is not replicated"));
    }

    /** Where the traffic would go; without a wish, to the first other region. */
    private static String target(Case c, String from) {
        return c.wish()
                .flatMap(Wish::to)
                .filter(to -> !to.equals(from))
                .or(() -> c.policy().regions().stream()
                        .filter(region -> !region.equals(from))
                        .findFirst())
                .orElse(from);
    }

    private static String text(String from, String to, Optional<ReplicationLag> lag, Case c) {
        if (lag.isEmpty()) {
            return "not known how far " + to + " is behind " + from + ", whose history has not told";
        }
        ReplicationLag l = lag.get();
        Duration age = c.now().steady().minus(l.at());
        String behind = l.behind().isZero() ? "not behind " : Judge.text(l.behind()) + " behind ";
        String shards = l.shards() > 0 ? " in " + l.shards() + " shards" : "";
        String old =
                age.compareTo(ReplicationLag.FRESH) > 0 || c.s().verdict(from).verdict() == Verdict.DOWN
                        ? ", last told " + Judge.text(age.isNegative() ? Duration.ZERO : age) + " ago"
                        : "";
        String more = l.unknown().isEmpty() ? "" : ", perhaps more: " + l.unknown();
        return to + " is " + behind + from + shards + old + more;
    }
}
