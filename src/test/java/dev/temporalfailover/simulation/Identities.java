package dev.temporalfailover.simulation;

import dev.temporalfailover.failover.situation.EvidencePolicy.Required;
import dev.temporalfailover.failover.verdict.Verdict;
import dev.temporalfailover.simulation.rules.Rules;
import dev.temporalfailover.simulation.setting.Scenario;
import dev.temporalfailover.simulation.setting.SimulatedProcess;
import dev.temporalfailover.simulation.world.Network;
import dev.temporalfailover.simulation.world.Skewed;
import dev.temporalfailover.simulation.world.Thief;
import dev.temporalfailover.simulation.world.Traitor;
import dev.temporalfailover.simulation.world.World;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * No single identity moves traffic or blocks a rightful failover: an observer that lies, a configuration that is another than the leader's, a
 * stolen certificate of a place. One of them, or none, before a region dies for good.
 */
final class Identities {
    private static final int ONE_OF = 60;
    private static final int SKEWED = 21;
    private static final int THIEF = 33;
    /** A reading that begins so long after a word of an epoch, ms, shows whether it is true. */
    private static final long REFUTED = 11_000;

    private final World world;
    private final Rules rules;
    private final LongConsumer until;

    /** @param until lets the world run until then */
    Identities(World world, Rules rules, LongConsumer until) {
        this.world = world;
        this.rules = rules;
        this.until = until;
    }

    /** @param bound within which a move would have come */
    void act(long bound) {
        Optional<String> active = world.active();
        int which = Math.floorMod(world.options.seed(), ONE_OF);
        if (active.isEmpty()) {
            return;
        }
        if (which == SKEWED && world.scenario.observers() > 2) {
            Skewed.begins(world, active.get());
            rules.count("fault: configurations are skewed");
            pass(4 * world.scenario.interval());
        } else if (which == THIEF && world.scenario.exchanges() && world.scenario.witness()) {
            aCertificateIsStolen(active.get(), bound);
        } else {
            oneObserverLies(World.other(active.get()));
        }
    }

    private void pass(long time) {
        until.accept(world.time.now() + time);
    }

    private void oneObserverLies(String region) {
        Optional<Traitor> traitor = Traitor.appears(world, region);
        if (traitor.isPresent()) {
            pass(2 * world.scenario.interval());
            traitor.get().says(Verdict.HEALTHY);
            rules.count("one identity lies");
        }
    }

    /**
     * While the other region has lost sight of the one whose certificate it is, the thief says that this is DOWN; that moves nothing where a
     * place may dispute it. Then it says that all is well, and invents an epoch, which keeps nothing there where the others are a majority.
     */
    private void aCertificateIsStolen(String stolen, long bound) {
        boolean disputes = world.scenario.required() == Required.UNDISPUTED;
        Thief thief = Thief.begins(world, stolen);
        rules.count("fault: the certificate of a place is stolen");
        if (disputes) {
            thief.says(Verdict.DOWN);
            List<Network.Cut> cuts = world.scenario.paths().stream()
                    .map(path -> new Network.Cut(World.other(stolen), stolen, path))
                    .toList();
            cuts.forEach(world.network::begins);
            pass(bound);
            cuts.forEach(world.network::ends);
            pass(world.scenario.failedFor());
        }
        boolean still = world.active().equals(Optional.of(stolen));
        if (disputes || !still || world.scenario.places(Scenario.EAST).size() < 2) {
            thief.ends();
            pass(world.scenario.silence() + world.scenario.fresh());
        } else {
            thief.says(Verdict.HEALTHY);
            thief.invents(
                    world.random.nextBoolean()
                            ? world.zone.epoch().orElseThrow().epoch() + 1
                            : Long.MAX_VALUE);
            pass(REFUTED + heardAndRead());
        }
    }

    /** At a tick it is heard, and at one after the longest interval the record is read. */
    private long heardAndRead() {
        SimulatedProcess.Times t = world.scenario.times();
        return 2 * (t.readInterval().toMillis() * 6 / 5 + 2 * t.tick().toMillis());
    }
}
