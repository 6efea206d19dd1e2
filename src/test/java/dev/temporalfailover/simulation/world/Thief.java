package dev.temporalfailover.simulation.world;

import dev.temporalfailover.exchange.identity.PeerId;
import dev.temporalfailover.failover.situation.Opinion;
import dev.temporalfailover.failover.verdict.Verdict;
import dev.temporalfailover.simulation.setting.Mutation;
import dev.temporalfailover.simulation.setting.Scenario;
import dev.temporalfailover.simulation.setting.Told;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Somebody with the stolen certificate of one region, who answers whenever a leader of the other region asks any place, and lies about the
 * region that the certificate names.
 */
public final class Thief {
    private final World world;
    private final PeerId id;
    private final String stolen;
    private Verdict lie = Verdict.DOWN;
    private Optional<Long> invented = Optional.empty();

    private Thief(World world, String stolen) {
        this.world = world;
        this.stolen = stolen;
        this.id = new PeerId(stolen, Optional.empty());
    }

    /** Begins with the certificate of this region. */
    public static Thief begins(World world, String stolen) {
        world.thief = new Thief(world, stolen);
        world.timeline.say("fault", "the certificate of %s is stolen", stolen);
        return world.thief;
    }

    /** What it says of the region from now on. */
    public void says(Verdict verdict) {
        lie = verdict;
        world.timeline.say("fault", "the thief says that %s is %s", stolen, verdict);
    }

    /** Of which epoch it tells from now on, though no record has it. */
    public void invents(long epoch) {
        invented = Optional.of(epoch);
        world.timeline.say("fault", "the thief tells of epoch %d", epoch);
    }

    /** The certificate counts no more. */
    public void ends() {
        world.thief = null;
    }

    /** What a leader hears that asks a place: the lie if the thief may speak for it, else what the place says. */
    Told instead(Instance asks, Pod server, Told honest) {
        return asks.region.equals(stolen) || !accepted(server.place) ? honest : lie(server);
    }

    private boolean accepted(String place) {
        if (world.options.mutation() == Mutation.ANY_PLACES_CERTIFICATE) {
            return true;
        }
        try {
            id.mustBe(place, "");
            return true;
        } catch (PeerId.Refused e) {
            return false;
        }
    }

    private Told lie(Pod server) {
        Duration now = server.now();
        Map<String, Opinion.Word> words = new HashMap<>();
        for (String region : Scenario.REGIONS) {
            Verdict says = region.equals(stolen) ? lie : Verdict.HEALTHY;
            words.put(region, new Opinion.Word(says, "a lie", now, now));
        }
        Opinion.Role role = server.place.equals(Scenario.WITNESS) ? Opinion.Role.WITNESS : Opinion.Role.LEADER;
        Opinion opinion =
                new Opinion(server.place, role, "thief", words, invented, Optional.empty(), Optional.empty(), now);
        return new Told(opinion, world.time.now());
    }
}
