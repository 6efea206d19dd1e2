package dev.temporalfailover.simulation.rules;

import dev.temporalfailover.failover.situation.EvidencePolicy.Required;
import dev.temporalfailover.failover.situation.Opinion;
import dev.temporalfailover.failover.verdict.RegionVerdict;
import dev.temporalfailover.failover.verdict.Verdict;
import dev.temporalfailover.simulation.setting.People;
import dev.temporalfailover.simulation.setting.Scenario;
import dev.temporalfailover.simulation.setting.Told;
import dev.temporalfailover.simulation.world.Instance;
import dev.temporalfailover.simulation.world.World;
import dev.temporalfailover.simulation.world.Zone;
import java.util.List;
import java.util.Map;

/** What must be true of the world, and must have been heard, before a region is left. */
final class EvidenceRules {
    private static final long SLACK = 200;

    private final World world;
    private final Rules rules;

    EvidenceRules(World world, Rules rules) {
        this.world = world;
        this.rules = rules;
    }

    void sent(Zone.Sent batch, String reason) {
        boolean forced = reason.equals("forced");
        if (!forced) {
            holdElsewhereIsObeyed(batch);
        }
        if (!forced && !reason.equals("rolled_back")) {
            targetIsSeenDownNowhere(batch);
        }
        if (Rules.BY_OURSELVES.contains(reason)) {
            aCutOffRegionFreezes(batch);
            evidenceSpeaksForIt(batch);
            ourOwnFaultsNeverFailOver(batch);
        } else if (anAlertLeaves(batch, reason)) {
            rules.count("failovers by alerts");
            evidenceSpeaksForIt(batch);
        }
    }

    private boolean anAlertLeaves(Zone.Sent s, String reason) {
        String region = s.writer().region;
        long since = world.time.now() - 2 * People.REQUEST_HOLDS;
        return reason.equals("requested")
                // Calling off a failback that has begun leaves nothing.
                && !s.left().equals(s.target())
                && !world.scenario.policy().isBack(s.left(), s.target())
                && rules.people.asked(region, s.target(), false, since)
                && !rules.people.personAsked(region, s.target(), since);
    }

    /**
     * A leader takes a region for DOWN only if that truly failed for its clients not long ago, or if so many of those whose
     * votes it has lost sight of it, that the quorum's share is passed: no minority, token, pause or overload does it.
     */
    void judged(Instance leader, Map<String, RegionVerdict> verdicts) {
        for (RegionVerdict v : verdicts.values()) {
            if (v.verdict() == Verdict.DEGRADED && v.why().contains(" latency ") && !late(v.region())) {
                // What answers in time answers within 42 ms; the rest of a latency is the way between the regions.
                rules.broken("distanceIsNotIllness", "%s judges %s DEGRADED: %s", leader, v.region(), v.why());
            }
            if (v.verdict() != Verdict.DOWN || failed(v.region())) {
                continue;
            }
            long blind = blind(leader.place, v.region());
            double needed = world.scenario.quorum().policy().share()
                    * Math.max(world.scenario.quorum().policy().minimum(), leader.crewHeard());
            if (blind <= needed) {
                rules.broken(
                        "oneBadNodeMovesNothing",
                        "%s judges %s DOWN, %d observers lost it, more than %.1f are needed: %s",
                        leader,
                        v.region(),
                        blind,
                        needed,
                        v.why());
            }
        }
    }

    private boolean failed(String region) {
        return world.temporals.get(region).failedSince(then());
    }

    private boolean late(String region) {
        long horizon = world.scenario.thresholds().horizon().toMillis();
        return world.temporals.get(region).lateSince(then() - horizon);
    }

    private long blind(String place, String region) {
        return world.network.blindAt(place, region, then());
    }

    private long then() {
        return world.time.now() - world.scenario.failedFor();
    }

    /**
     * A region that serves is left by our own decision only if, besides the writer's own region, so many other places lost
     * sight of it that those that say DOWN are more than half: then nobody who could be asked can tell it from a dead one.
     */
    private void ourOwnFaultsNeverFailOver(Zone.Sent s) {
        String region = s.left();
        if (failed(region)) {
            return;
        }
        List<String> places = world.scenario.places(s.writer().region);
        int lost = blind(s.writer().place, region) > 0 ? 1 : 0;
        for (String place : places) {
            long enough = place.equals(Scenario.WITNESS) ? 0 : world.scenario.outvoted();
            lost += blind(place, region) > enough ? 1 : 0;
        }
        int all = 1 + places.size();
        if (!enough(lost, all, s.writer(), region)) {
            rules.broken(
                    "ourOwnFaultsNeverFailOver",
                    "%s sends %s, but %s did not fail and only %d of %d lost sight of it",
                    s.writer(),
                    s.step(),
                    region,
                    lost,
                    all);
        }
    }

    /**
     * More than half, with the connectivity checks where the region itself says nothing: there they vote. Whether it does
     * can be in doubt by what the way of its word took; then either will do.
     */
    private boolean enough(int down, int all, Instance writer, String region) {
        Told own = writer.watches().heard.get(region);
        boolean other = world.scenario.checked() && !region.equals(writer.region);
        boolean heard = own != null && speaks(own, region);
        boolean maySpeak = heard && mayBeFresh(writer, own);
        boolean maySilent = !heard || own.age(world.time.now()) > world.scenario.fresh() - SLACK;
        boolean without = (!other || maySpeak) && down * 2 > all;
        boolean with = other && maySilent && (down + (world.network.reachesTheWorld(writer) ? 1 : 0)) * 2 > all + 1;
        return without || with;
    }

    /** An observer without a leader has no more than one vote: it can dispute that its region is gone and not confirm it. */
    private static boolean speaks(Told told, String region) {
        return told.opinion().role() != Opinion.Role.OBSERVER || alive(told.says(region));
    }

    private static boolean alive(Verdict verdict) {
        return verdict == Verdict.HEALTHY || verdict == Verdict.DEGRADED;
    }

    /** By what was truly told, and how old that truly is. */
    private void evidenceSpeaksForIt(Zone.Sent s) {
        if (!world.scenario.exchanges()) {
            return;
        }
        Instance writer = s.writer();
        String region = s.left();
        List<String> places = world.scenario.places(writer.region);
        int down = 1;
        for (String place : places) {
            Told told = writer.watches().heard.get(place);
            if (told == null) {
                continue;
            }
            Verdict said = told.says(region);
            down += said == Verdict.DOWN && speaks(told, region) && mayBeFresh(writer, told) ? 1 : 0;
            boolean disputes =
                    alive(said) && told.judgedAge(region, world.time.now()) <= world.scenario.fresh() - SLACK;
            if (disputes && world.scenario.required() == Required.UNDISPUTED) {
                rules.broken("evidenceSpeaksForIt", "%s sends %s, but %s sees it %s", writer, s.step(), place, said);
            }
        }
        int all = 1 + places.size();
        if (!enough(down, all, writer, region)) {
            rules.broken("evidenceSpeaksForIt", "%s sends %s by %d of %d", writer, s.step(), down, all);
        }
    }

    /** What the way took, and a pause of the reader, are not in the age that it knows. */
    private boolean mayBeFresh(Instance writer, Told told) {
        long now = world.time.now();
        long unknown = world.scenario.longestDelay() + writer.pauseSince(now - world.scenario.fresh()) + SLACK;
        return told.age(now) <= world.scenario.fresh() + 2 * unknown;
    }

    /** Who hears no other place, and reaches nothing outside, leaves no region by itself. */
    private void aCutOffRegionFreezes(Zone.Sent s) {
        Instance writer = s.writer();
        boolean hears = writer.watches().heard.values().stream().anyMatch(told -> mayBeFresh(writer, told))
                || world.scenario.checked() && world.network.reachesTheWorld(writer);
        if (world.scenario.exchanges() && !hears) {
            rules.broken("aCutOffRegionFreezes", "%s sends %s and hears nobody", writer, s.step());
        }
    }

    private void targetIsSeenDownNowhere(Zone.Sent s) {
        String active = s.left();
        s.writer().watches().heard.forEach((place, told) -> {
            boolean down = told.says(s.target()) == Verdict.DOWN
                    && told.judgedAge(s.target(), world.time.now()) <= world.scenario.fresh() - SLACK;
            if (down && !place.equals(active)) {
                rules.broken("targetIsSeenDownNowhere", "%s sends %s, DOWN says %s", s.writer(), s.step(), place);
            }
        });
    }

    private void holdElsewhereIsObeyed(Zone.Sent s) {
        s.writer().watches().heard.forEach((place, told) -> told.opinion()
                .hold()
                .filter(hold -> hold.until().compareTo(s.writer().now()) > 0)
                .ifPresent(hold -> rules.broken(
                        "holdElsewhereIsObeyed",
                        "%s sends %s against the hold of %s in %s",
                        s.writer(),
                        s.step(),
                        hold.owner(),
                        place)));
    }
}
