package dev.temporalfailover.exchange;

import dev.temporalfailover.exchange.wire.Cluster;
import dev.temporalfailover.exchange.wire.Connections;
import dev.temporalfailover.exchange.wire.Hold;
import dev.temporalfailover.exchange.wire.Lag;
import dev.temporalfailover.exchange.wire.PolicyView;
import dev.temporalfailover.exchange.wire.RegionView;
import dev.temporalfailover.exchange.wire.Role;
import dev.temporalfailover.exchange.wire.Takeover;
import dev.temporalfailover.exchange.wire.View;
import dev.temporalfailover.failover.situation.Findings;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.situation.Opinion;
import dev.temporalfailover.failover.situation.OwnCluster;
import dev.temporalfailover.failover.situation.OwnCluster.FrontendConnections;
import dev.temporalfailover.failover.situation.ReplicationLag;
import dev.temporalfailover.failover.verdict.Verdict;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Opinions to and from a view. Times in a view count from when it was true, its age from when it was sent: so an instance
 * that relays it changes the age only.
 */
final class ViewWire {
    private static final int POLICIES = 256;
    private static final int REGIONS = 64;

    private ViewWire() {}

    /** Without place, instance, role and age. */
    static View encode(Map<String, Findings> byPolicy, Duration at) {
        View.Builder view = View.newBuilder();
        byPolicy.forEach((policy, findings) -> view.addPolicies(encode(policy, findings, at)));
        return view.build();
    }

    private static PolicyView encode(String policy, Findings findings, Duration at) {
        PolicyView.Builder to = PolicyView.newBuilder().setPolicy(policy);
        findings.words()
                .forEach((region, word) -> to.addRegions(RegionView.newBuilder()
                        .setRegion(region)
                        .setVerdict(VoteWire.encode(word.verdict()))
                        .setWhy(Texts.line(word.why()))
                        .setForMs(VoteWire.millis(at.minus(word.since())))
                        .setJudgedMs(VoteWire.millis(at.minus(word.judged())))));
        findings.epoch().ifPresent(to::setEpoch);
        findings.hold()
                .ifPresent(hold -> to.setHold(Hold.newBuilder()
                        .setOwner(Texts.line(hold.owner()))
                        .setReason(Texts.line(hold.reason()))
                        .setRemainingMs(VoteWire.millis(shorter(hold.until().minus(at), Intents.Hold.LONGEST)))));
        findings.takeover()
                .ifPresent(told -> to.setTakeover(
                        Takeover.newBuilder().setFrom(told.from()).setEpoch(told.epoch())));
        findings.replication()
                .forEach((region, lag) -> to.addReplication(Lag.newBuilder()
                        .setRegion(region)
                        .setBehindMs(VoteWire.millis(lag.behind()))
                        .setShards(lag.shards())
                        .setUnknown(Texts.line(lag.unknown()))
                        .setReadMs(VoteWire.millis(at.minus(lag.at())))));
        findings.cluster().ifPresent(own -> to.setCluster(encode(own, at)));
        return to.build();
    }

    private static Cluster encode(OwnCluster own, Duration at) {
        Cluster.Builder to = Cluster.newBuilder()
                .setQueues(own.queues())
                .addAllIdle(own.idle().stream().map(Texts::line).toList())
                .setIdleTotal(own.idleCount())
                .setUnknown(own.unknown());
        own.connections().ifPresent(held -> {
            Connections.Builder told =
                    to.getConnectionsBuilder().setCount(held.count()).setReadMs(VoteWire.millis(at.minus(held.at())));
            held.before().ifPresent(told::setBefore);
        });
        return to.build();
    }

    /** When a view that came at {@code now} was true. */
    static Duration at(View view, Duration now) throws Malformed {
        return now.minusMillis(Texts.age("the age of a view", view.getAgeMs()));
    }

    /**
     * By policy.
     *
     * @param place whose view it must be
     * @param now when it came
     */
    static Map<String, Opinion> decode(View view, String place, int longest, Duration now) throws Malformed {
        if (!view.getPlace().equals(place)) {
            throw new Malformed("a view of another place than " + place);
        }
        if (view.getPoliciesCount() > POLICIES) {
            throw new Malformed("a view of " + view.getPoliciesCount() + " policies");
        }
        String instance = Texts.name("an instance", view.getInstance(), longest);
        Duration at = at(view, now);
        Optional<Opinion.Role> role = role(view.getRole());
        if (role.isEmpty()) {
            return Map.of();
        }
        Map<String, Opinion> all = new HashMap<>();
        for (PolicyView one : view.getPoliciesList()) {
            all.put(
                    Texts.name("a policy", one.getPolicy(), longest),
                    opinion(one, place, role.get(), instance, longest, at));
        }
        return all;
    }

    private static Opinion opinion(
            PolicyView from, String place, Opinion.Role role, String instance, int longest, Duration at)
            throws Malformed {
        if (from.getRegionsCount() > REGIONS) {
            throw new Malformed("a view of " + from.getRegionsCount() + " regions");
        }
        Map<String, Opinion.Word> words = new HashMap<>();
        for (RegionView region : from.getRegionsList()) {
            String name = Texts.name("a region", region.getRegion(), longest);
            Duration since = at.minusMillis(Texts.age("the time of a verdict", region.getForMs()));
            Duration judged = region.hasJudgedMs()
                    ? at.minusMillis(Texts.age("the time of a judgement", region.getJudgedMs()))
                    : at;
            Optional<Verdict> verdict = VoteWire.decode(region.getVerdict());
            if (verdict.isPresent()) {
                words.put(name, new Opinion.Word(verdict.get(), Texts.line(region.getWhy()), since, judged));
            }
        }
        if (from.hasEpoch() && from.getEpoch() < 0) {
            throw new Malformed("a negative epoch");
        }
        Optional<Long> epoch = from.hasEpoch() ? Optional.of(from.getEpoch()) : Optional.empty();
        return new Opinion(
                place,
                role,
                instance,
                words,
                epoch,
                hold(from, at),
                takeover(from, longest),
                replication(from, longest, at),
                from.hasCluster() ? Optional.of(cluster(from.getCluster(), at)) : Optional.empty(),
                at);
    }

    private static OwnCluster cluster(Cluster from, Duration at) throws Malformed {
        List<String> idle = from.getIdleList().stream()
                .limit(OwnCluster.NAMED)
                .map(Texts::line)
                .toList();
        Connections held = from.getConnections();
        boolean odd = from.getIdleTotal() < from.getIdleList().size() || held.getCount() < 0 || held.getBefore() < 0;
        if (odd || from.getQueues() < 0 || from.getUnknown() < 0) {
            throw new Malformed("a number of task queues or connections that cannot be");
        }
        Duration read = at.minusMillis(Texts.age("the time of a number of connections", held.getReadMs()));
        OptionalLong before = held.hasBefore() ? OptionalLong.of(held.getBefore()) : OptionalLong.empty();
        return new OwnCluster(
                from.getQueues(),
                idle,
                from.getIdleTotal(),
                from.getUnknown(),
                Optional.of(new FrontendConnections(held.getCount(), before, read))
                        .filter(told -> from.hasConnections()));
    }

    private static Map<String, ReplicationLag> replication(PolicyView from, int longest, Duration at) throws Malformed {
        if (from.getReplicationCount() > REGIONS) {
            throw new Malformed("replication to " + from.getReplicationCount() + " regions");
        }
        Map<String, ReplicationLag> lags = new HashMap<>();
        for (Lag lag : from.getReplicationList()) {
            if (lag.getShards() < 0) {
                throw new Malformed("a negative number of shards");
            }
            lags.put(
                    Texts.name("a region", lag.getRegion(), longest),
                    new ReplicationLag(
                            Duration.ofMillis(Texts.age("a replication lag", lag.getBehindMs())),
                            lag.getShards(),
                            Texts.line(lag.getUnknown()),
                            at.minusMillis(Texts.age("the time of a replication lag", lag.getReadMs()))));
        }
        return lags;
    }

    private static Optional<Opinion.Told> takeover(PolicyView from, int longest) throws Malformed {
        if (!from.hasTakeover()) {
            return Optional.empty();
        }
        Takeover told = from.getTakeover();
        if (told.getEpoch() < 0) {
            throw new Malformed("a takeover of a negative epoch");
        }
        return Optional.of(new Opinion.Told(Texts.name("a region", told.getFrom(), longest), told.getEpoch()));
    }

    private static Optional<Opinion.Held> hold(PolicyView from, Duration at) throws Malformed {
        if (!from.hasHold() || from.getHold().getRemainingMs() <= 0) {
            return Optional.empty();
        }
        Hold hold = from.getHold();
        Duration until = at.plus(shorter(Duration.ofMillis(hold.getRemainingMs()), Intents.Hold.LONGEST));
        return Optional.of(new Opinion.Held(Texts.line(hold.getOwner()), Texts.line(hold.getReason()), until));
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    static Role encode(Opinion.Role role) {
        return switch (role) {
            case LEADER -> Role.ROLE_LEADER;
            case OBSERVER -> Role.ROLE_OBSERVER;
            case WITNESS -> Role.ROLE_WITNESS;
        };
    }

    private static Optional<Opinion.Role> role(Role role) {
        return switch (role) {
            case ROLE_LEADER -> Optional.of(Opinion.Role.LEADER);
            case ROLE_OBSERVER -> Optional.of(Opinion.Role.OBSERVER);
            case ROLE_WITNESS -> Optional.of(Opinion.Role.WITNESS);
            case ROLE_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
        };
    }

    /** True if two opinions say the same, apart from when they say it and in which words. */
    static boolean same(Opinion a, Opinion b) {
        return a.role() == b.role() && a.findings().agree(b.findings());
    }
}
