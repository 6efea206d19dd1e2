package dev.temporalfailover.emulator.regions;

import dev.temporalfailover.testkit.Timeline;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The sandbox's two regions for somebody who watches them from outside, with no script of its own. */
public final class LiveWorld implements AutoCloseable {
    /** The region that carries the traffic first. */
    public static final String EAST = World.EAST;

    /** The other one. */
    public static final String WEST = World.WEST;

    private final Path directory;
    private final World world;
    private final Timeline timeline;
    private Play play;

    /**
     * Starts nothing.
     *
     * @param directory for logs, configurations and secrets
     * @param jar the packaged service
     * @param temporal Temporal's dev server; empty for the JVM test server
     */
    public LiveWorld(Path directory, Path jar, Optional<Path> temporal, PrintStream out) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.world = new World(directory, jar, false, temporal);
        this.timeline = new Timeline(out, System::nanoTime);
    }

    /** One instance of the service. */
    public record Instance(String name, URI api, URI management) {}

    /** Starts everything and waits until both regions are healthy and all clients work. */
    public void start() throws Exception {
        world.start(timeline);
        play = new Play(world, timeline);
        play.begin();
    }

    /** The instances of a region. */
    public List<Instance> instances(String region) {
        return world.services.of(region).stream()
                .map(one -> new Instance(one.name(), one.api(), one.management()))
                .toList();
    }

    /** File with the token that Alertmanager shows. */
    public Path alertsToken() {
        return directory.resolve("alerts.token");
    }

    /** Kills a region's Temporal; the traffic may leave it, once. */
    public void killTemporal(String region) {
        play.callFor(
                World.REGIONS.stream()
                        .filter(other -> !other.equals(region))
                        .findFirst()
                        .orElseThrow(),
                "outage");
        timeline.fault(region + " Temporal is killed");
        world.temporal.get(region).kill();
    }

    /** Starts it again and waits until it answers. */
    public void startTemporal(String region) throws Exception {
        play.temporalBack(region);
        timeline.say(region + " Temporal answers again");
    }

    /** Stops a region's Temporal that carries nothing where it stands, or lets it go on. */
    public void freezeTemporal(String region, boolean yes) throws IOException, InterruptedException {
        if (yes) {
            timeline.fault(region + " Temporal is stopped where it stands");
        } else {
            timeline.say(region + " Temporal goes on");
        }
        world.temporal.get(region).frozen(yes);
    }

    /** Weights by region as Route 53 accepted them last. */
    public Map<String, Integer> weights() {
        return world.zone.state().weights();
    }

    /** What broke the rules so far; empty if nothing did. */
    public Optional<String> broken() {
        return play.safety.broken();
    }

    @Override
    public void close() {
        if (play != null) {
            play.close();
        }
        world.close();
    }
}
