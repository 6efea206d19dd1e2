package dev.temporalfailover.exchange;

import dev.temporalfailover.failover.verdict.Check;
import dev.temporalfailover.failover.verdict.PolicyVote;
import dev.temporalfailover.failover.verdict.Service;
import dev.temporalfailover.failover.verdict.Target;
import dev.temporalfailover.failover.verdict.Verdict;
import dev.temporalfailover.failover.verdict.Vote;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Votes and targets to and from their messages. One thread's: it remembers targets, as a thousand observers name the
 * same.
 */
final class VoteWire {
    private static final int REMEMBERED = 20_000;
    /** Characters of all names that are remembered; those of honest ones are some sixty long. */
    private static final int REMEMBERED_LETTERS = 2 << 20;

    private static final Map<String, Service> SERVICES = new HashMap<>();
    private static final Map<String, Check> CHECKS = new HashMap<>();

    static {
        for (Service service : Service.values()) {
            SERVICES.put(service.word(), service);
        }
        for (Check check : Check.values()) {
            CHECKS.put(check.word(), check);
        }
    }

    private final int longest;
    private final Map<dev.temporalfailover.exchange.wire.Target, Target> targets = new HashMap<>();
    private final Map<String, String> policies = new HashMap<>();
    private int letters;

    /** @param longest name that is taken */
    VoteWire(int longest) {
        this.longest = longest;
    }

    static dev.temporalfailover.exchange.wire.Vote encode(PolicyVote one, Duration now) {
        Vote vote = one.vote();
        dev.temporalfailover.exchange.wire.Vote.Builder to = dev.temporalfailover.exchange.wire.Vote.newBuilder()
                .setPolicy(one.policy())
                .setTarget(encode(vote.target()))
                .setVerdict(encode(vote.verdict()))
                .setWhy(Texts.line(vote.why()))
                .setAgeMs(millis(now.minus(vote.at())))
                .setCounts(vote.counts());
        if (vote.failingSince() != null) {
            to.setFailingMs(millis(now.minus(vote.failingSince())));
        }
        return to.build();
    }

    static dev.temporalfailover.exchange.wire.Target encode(Target target) {
        return dev.temporalfailover.exchange.wire.Target.newBuilder()
                .setRegion(target.region())
                .setService(target.service().word())
                .setPath(target.path())
                .setAddress(target.address())
                .setCheck(target.check().word())
                .build();
    }

    static dev.temporalfailover.exchange.wire.Verdict encode(Verdict verdict) {
        return switch (verdict) {
            case HEALTHY -> dev.temporalfailover.exchange.wire.Verdict.VERDICT_HEALTHY;
            case DEGRADED -> dev.temporalfailover.exchange.wire.Verdict.VERDICT_DEGRADED;
            case DOWN -> dev.temporalfailover.exchange.wire.Verdict.VERDICT_DOWN;
            case UNKNOWN -> dev.temporalfailover.exchange.wire.Verdict.VERDICT_UNKNOWN;
        };
    }

    /** Empty if it was not sent, or is one that only a newer version knows. */
    static Optional<Verdict> decode(dev.temporalfailover.exchange.wire.Verdict verdict) {
        return switch (verdict) {
            case VERDICT_HEALTHY -> Optional.of(Verdict.HEALTHY);
            case VERDICT_DEGRADED -> Optional.of(Verdict.DEGRADED);
            case VERDICT_DOWN -> Optional.of(Verdict.DOWN);
            case VERDICT_UNKNOWN -> Optional.of(Verdict.UNKNOWN);
            case VERDICT_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
        };
    }

    /** Empty if its target is of a kind that only a newer version knows; a missing verdict is UNKNOWN. */
    Optional<PolicyVote> decode(dev.temporalfailover.exchange.wire.Vote from, String observer, Duration now)
            throws Malformed {
        String policy = policies.get(from.getPolicy());
        if (policy == null) {
            policy = Texts.name("a policy", from.getPolicy(), longest);
            makeRoom(policy.length());
            policies.put(policy, policy);
        }
        Duration at = now.minusMillis(Texts.age("the age of a vote", from.getAgeMs()));
        Duration failing =
                from.hasFailingMs() ? now.minusMillis(Texts.age("a time of failing", from.getFailingMs())) : null;
        Optional<Target> target = decode(from.getTarget());
        if (target.isEmpty()) {
            return Optional.empty();
        }
        Verdict verdict = decode(from.getVerdict()).orElse(Verdict.UNKNOWN);
        return Optional.of(new PolicyVote(
                policy,
                new Vote(observer, target.get(), verdict, Texts.line(from.getWhy()), at, failing, from.getCounts())));
    }

    /** Empty if it is of a kind that only a newer version knows. */
    Optional<Target> decode(dev.temporalfailover.exchange.wire.Target from) throws Malformed {
        Target known = targets.get(from);
        if (known != null) {
            return Optional.of(known);
        }
        String region = Texts.name("a region", from.getRegion(), longest);
        String path = Texts.name("a path", from.getPath(), longest);
        String address = Texts.name("an address", from.getAddress(), longest);
        Service service = SERVICES.get(Texts.name("a service", from.getService(), longest));
        Check check = CHECKS.get(Texts.name("a check", from.getCheck(), longest));
        if (service == null || check == null) {
            return Optional.empty();
        }
        Target target = new Target(region, service, path, address, check);
        makeRoom(letters(target));
        targets.put(from, target);
        return Optional.of(target);
    }

    /** What the names of a target take. */
    static int letters(Target target) {
        return target.region().length()
                + target.path().length()
                + target.address().length();
    }

    private void makeRoom(int more) {
        if (targets.size() + policies.size() >= REMEMBERED || letters + more > REMEMBERED_LETTERS) {
            targets.clear();
            policies.clear();
            letters = 0;
        }
        letters += more;
    }

    static long millis(Duration age) {
        if (age.isNegative()) {
            return 0;
        }
        return age.compareTo(Texts.OLDEST) < 0 ? age.toMillis() : Texts.OLDEST.toMillis();
    }
}
