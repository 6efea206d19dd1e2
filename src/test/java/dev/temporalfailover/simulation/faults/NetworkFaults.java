package dev.temporalfailover.simulation.faults;

import dev.temporalfailover.simulation.setting.Scenario;
import dev.temporalfailover.simulation.world.Instance;
import dev.temporalfailover.simulation.world.Network;
import dev.temporalfailover.simulation.world.Pod;
import dev.temporalfailover.simulation.world.Witness;
import dev.temporalfailover.simulation.world.World;
import java.util.ArrayList;
import java.util.List;

/** Cuts, late messages and nodes with a bad network. */
final class NetworkFaults {
    private final World world;
    private final Lasting lasting;

    NetworkFaults(World world, Lasting lasting) {
        this.world = world;
        this.lasting = lasting;
    }

    /** True if it was one of these. */
    boolean begin(FaultKind kind, String region, Instance instance, long lasts) {
        switch (kind) {
            case CUT_OF_AN_INSTANCE -> cut(kind, instance, lasts, path(instance, region));
            case CUT_OF_A_REGION -> {
                String from = world.any(Scenario.REGIONS);
                cut(kind, from, lasts, path(from, region));
            }
            case ONE_NODE_BAD_NETWORK -> {
                List<String> to = world.random.nextBoolean() ? List.of(region) : Scenario.REGIONS;
                cut(kind, instance, lasts, paths(instance, to));
            }
            case LINK_CUT -> linkCut(kind, region, lasts);
            case ALL_PATHS_CUT -> cut(kind, World.other(region), lasts, paths(World.other(region), List.of(region)));
            case REGION_CUT_OFF -> cutOff(kind, world.any(Scenario.REGIONS), lasts);
            case WITNESS_DOWN -> witness(kind, lasts);
            case WITNESS_CUT -> witnessCut(kind, region, lasts);
            case INNER_NETWORK -> {
                Object whom = world.random.nextBoolean() ? region : instance;
                lasting.struck(kind, world.network.reportsLost, whom, lasts);
            }
            case SLOW_LINK -> lasting.struck(kind, world.network.late, place(region), lasts);
            default -> {
                return false;
            }
        }
        return true;
    }

    private List<Network.Cut> path(Object from, String to) {
        return List.of(new Network.Cut(from, to, world.any(world.scenario.paths())));
    }

    private List<Network.Cut> paths(Object from, List<String> to) {
        List<Network.Cut> cuts = new ArrayList<>();
        for (String region : to) {
            world.scenario.paths().forEach(path -> cuts.add(new Network.Cut(from, region, path)));
        }
        return cuts;
    }

    private List<Network.Cut> all(Object from, String to) {
        List<Network.Cut> cuts = new ArrayList<>(paths(from, List.of(to)));
        cuts.add(new Network.Cut(from, to, Network.EXCHANGE));
        return cuts;
    }

    private void linkCut(FaultKind kind, String region, long lasts) {
        String other = World.other(region);
        List<Network.Cut> cuts = all(other, region);
        if (world.random.nextInt(3) > 0) {
            cuts.addAll(all(region, other));
        }
        cut(kind, other, lasts, cuts);
    }

    private void cutOff(FaultKind kind, String region, long lasts) {
        String other = World.other(region);
        List<Network.Cut> cuts = all(region, other);
        cuts.addAll(all(other, region));
        cuts.addAll(all(Scenario.WITNESS, region));
        cuts.add(new Network.Cut(region, Scenario.WITNESS, Network.EXCHANGE));
        cuts.add(new Network.Cut(region, Scenario.WORLD, Network.EXCHANGE));
        cut(kind, region, lasts, cuts);
        if (world.random.nextBoolean() && world.scenario.exchanges()) {
            lasting.struck("Route 53 dead", world.zone.dead, region, lasts);
        }
    }

    private void witnessCut(FaultKind kind, String region, long lasts) {
        List<Network.Cut> cuts = new ArrayList<>();
        for (String one : world.random.nextBoolean() ? List.of(region) : Scenario.REGIONS) {
            cuts.addAll(paths(Scenario.WITNESS, List.of(one)));
            if (world.random.nextBoolean()) {
                cuts.add(new Network.Cut(one, Scenario.WITNESS, Network.EXCHANGE));
            }
        }
        cut(kind, Scenario.WITNESS, lasts, cuts);
    }

    private void witness(FaultKind kind, long lasts) {
        for (Pod pod : world.pods) {
            if (pod instanceof Witness) {
                lasting.lasting(kind, pod, lasts, () -> pod.crash("for a while"), pod::restart);
            }
        }
    }

    private String place(String region) {
        return world.random.nextInt(3) > 0 ? region : Scenario.WITNESS;
    }

    /** All of them or, where somebody must keep a path, none. */
    private void cut(FaultKind kind, Object from, long lasts, List<Network.Cut> cuts) {
        if (cuts.size() > 1 && world.scenario.decidesAlone()) {
            return;
        }
        List<Network.Cut> begun = cuts.stream().filter(world.network::begins).toList();
        String to = String.join(
                ", ", begun.stream().map(Network.Cut::to).distinct().sorted().toList());
        lasting.lasting(kind + " to " + to, from, lasts, () -> {}, () -> begun.forEach(world.network::ends));
    }
}
