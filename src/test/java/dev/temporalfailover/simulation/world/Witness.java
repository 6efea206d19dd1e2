package dev.temporalfailover.simulation.world;

import dev.temporalfailover.failover.situation.Opinion;
import dev.temporalfailover.failover.verdict.ProbeResult;
import dev.temporalfailover.simulation.setting.Scenario;
import dev.temporalfailover.simulation.setting.SimulatedWitness;
import dev.temporalfailover.simulation.setting.Told;
import java.util.Map;
import java.util.Optional;

/** The process in a third place: it has its own paths to both regions, says what it sees, and moves nothing. */
public final class Witness extends Pod {
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
                world.times().staleAfter(),
                world.scenario.times().tick());
        view = null;
        every(world.scenario.times().tick().toMillis(), () -> {
            if (judges()) {
                process.judge(now());
            }
            say();
        });
    }

    @Override
    void accept(ProbeResult result) {
        if (judges() && process.accept(result, now())) {
            say();
        }
    }

    private void say() {
        if (!loops()) {
            return;
        }
        Told before = view;
        view = new Told(
                Opinions.of(
                        this,
                        Opinion.Role.WITNESS,
                        told(process.verdicts(), process.said(now())),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Map.of()),
                world.time.now());
        if (before == null || !Watches.same(before, view)) {
            Watches.changed(this);
        }
    }

    @Override
    Told view() {
        return view;
    }
}
