package dev.temporalfailover.simulation;

import dev.temporalfailover.failover.situation.Opinion;
import dev.temporalfailover.failover.verdict.ProbeResult;
import java.util.Optional;

/** The process in a third place: it has its own paths to both regions, says what it sees, and moves nothing. */
final class Witness extends Pod {
    private SimulatedWitness process;
    private Told view;

    Witness(World world) {
        super(world, Scenario.WITNESS, Scenario.WITNESS);
    }

    @Override
    void begin() {
        process = new SimulatedWitness(
                world.scenario.policy(),
                world.scenario.thresholds(),
                world.times().staleAfter());
        view = null;
        every(world.scenario.times().tick().toMillis(), () -> {
            process.judge(now());
            say();
        });
    }

    @Override
    void accept(ProbeResult result) {
        if (process.accept(result, now())) {
            say();
        }
    }

    private void say() {
        Told before = view;
        view = new Told(
                Opinions.of(
                        this,
                        Opinion.Role.WITNESS,
                        process.verdicts(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                world.time.now());
        if (before == null || !Watches.same(before.opinion(), view.opinion())) {
            Watches.changed(this);
        }
    }

    @Override
    Told view() {
        return view;
    }
}
