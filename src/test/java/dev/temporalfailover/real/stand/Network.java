package dev.temporalfailover.real.stand;

import dev.temporalfailover.real.ground.Ground;
import dev.temporalfailover.real.ground.Host;
import dev.temporalfailover.testkit.Ports;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Three hosts and the links between them: two regions, each a network namespace, and the place where the stand itself runs.
 * {@code real/wire} carries what passes between them; besides, the stand sees each region over a cable that nothing
 * disturbs. Not thread-safe.
 */
public final class Network implements AutoCloseable {
    /** From one host to another, half of what `60 ms between them` means. */
    public static final Duration ONE_WAY = Duration.ofMillis(30);

    /** The region that carries the traffic first. */
    public static final Host EAST = new Host("east", "10.1.0.1", "10.99.1.2");

    /** The other region. */
    public static final Host WEST = new Host("west", "10.2.0.1", "10.99.2.2");

    /** The witness, Route 53, most clients, and the stand itself. */
    public static final Host THIRD = new Host("", "10.3.0.1", "127.0.0.1");

    private static final List<Host> REGIONS = List.of(EAST, WEST);
    private static final List<List<Host>> PAIRS =
            List.of(List.of(EAST, WEST), List.of(EAST, THIRD), List.of(WEST, THIRD));
    private static final Duration READY = Duration.ofSeconds(20);

    private final Ground ground;
    private final String usual;
    private Socket control;
    private BufferedReader answers;

    /** Makes nothing yet; {@link #ONE_WAY} between the hosts. */
    public Network(Ground ground) {
        this(ground, ONE_WAY, Duration.ZERO);
    }

    /**
     * Makes nothing yet.
     *
     * @param oneWay from one host to another, on the average
     * @param jitter between the quickest and the slowest packet
     */
    public Network(Ground ground, Duration oneWay, Duration jitter) {
        this.ground = ground;
        Duration least = oneWay.minus(jitter.dividedBy(2));
        usual = "delay=" + micros(least) + "us jitter=" + micros(jitter) + "us";
    }

    private static long micros(Duration time) {
        return TimeUnit.NANOSECONDS.toMicros(time.toNanos());
    }

    /** Makes the hosts and their links. */
    public void start() throws IOException, InterruptedException {
        int port = Ports.free();
        List<String> command =
                new ArrayList<>(List.of(ground.cache().resolve("bin/wire").toString(), "127.0.0.1:" + port));
        PAIRS.forEach(pair -> command.add(name(pair.get(0)) + "-" + name(pair.get(1))));
        Path log = ground.directory().resolve("wire.log");
        Process wire = ground.children().start(command, Map.of(), log);
        connect(wire, port, log);
        ip("address add " + THIRD.address() + "/32 dev lo");
        for (Host region : REGIONS) {
            region(region);
        }
        for (List<Host> pair : PAIRS) {
            join(pair.get(0), pair.get(1));
            join(pair.get(1), pair.get(0));
        }
        heal();
    }

    private void region(Host region) throws IOException, InterruptedException {
        String name = region.name();
        String here = region.seen().replaceAll("\\d+$", "1");
        ip("netns add " + name);
        ip("-n " + name + " link set lo up");
        ip("-n " + name + " address add " + region.address() + "/32 dev lo");
        ip("link add watch-" + name + " type veth peer name watch netns " + name);
        ip("address add " + here + "/30 dev watch-" + name);
        ip("link set watch-" + name + " up");
        ip("-n " + name + " address add " + region.seen() + "/30 dev watch");
        ip("-n " + name + " link set watch up");
    }

    private void join(Host from, Host to) throws IOException, InterruptedException {
        String device = name(from) + "-" + name(to);
        String there = from.name().isEmpty() ? "" : "-n " + from.name() + " ";
        if (!from.name().isEmpty()) {
            ip("link set " + device + " netns " + from.name());
        }
        ip(there + "link set " + device + " up");
        ip(there + "route add " + network(to) + "0/24 dev " + device + " src " + from.address());
    }

    /** The first three numbers of its address, and a dot. */
    private static String network(Host host) {
        return host.address().replaceAll("\\d+$", "");
    }

    /** One more address of a host, of its own network or of none that is routed. */
    public void address(Host host, String address) throws IOException, InterruptedException {
        String there = host.name().isEmpty() ? "" : "-n " + host.name() + " ";
        ip(there + "address add " + address + "/32 dev lo");
    }

    /**
     * Makes a host inside of a region, as a pod is: with an address and ports of its own, everything else by the region's links.
     *
     * @param number the last one of its address
     */
    public Host pod(Host region, int number) throws IOException, InterruptedException {
        String name = region.name() + "-" + number;
        Host pod = new Host(name, network(region) + number, region.seen().replaceAll("\\d+$", "") + number);
        String inRegion = "-n " + region.name() + " ";
        String inside = "-n " + name + " ";
        run(region.inside(List.of("sh", "-c", "echo 1 >/proc/sys/net/ipv4/ip_forward")));
        ip("netns add " + name);
        ip(inside + "link set lo up");
        ip(inRegion + "link add pod" + number + " type veth peer name eth0 netns " + name);
        ip(inRegion + "link set pod" + number + " up");
        ip(inside + "link set eth0 up");
        for (String address : List.of(pod.address(), pod.seen())) {
            ip(inside + "address add " + address + "/32 dev eth0");
            ip(inRegion + "route add " + address + "/32 dev pod" + number);
        }
        ip(inside + "route add " + region.address() + "/32 dev eth0 scope link");
        ip(inside + "route add default via " + region.address() + " dev eth0 src " + pod.address());
        ip("route add " + pod.seen() + "/32 via " + region.seen() + " dev watch-" + region.name());
        return pod;
    }

    /**
     * What happens to packets of this direction from now on, in the words of {@code real/wire}: {@code delay=30ms loss=0.2}
     * or {@code cut}.
     */
    public void oneWay(Host from, Host to, String quality) throws IOException {
        ask("set " + name(from) + " " + name(to) + " " + quality);
    }

    /** The same for both directions. */
    public void link(Host one, Host other, String quality) throws IOException {
        oneWay(one, other, quality);
        oneWay(other, one, quality);
    }

    /** The same for all links of a host. */
    public void around(Host host, String quality) throws IOException {
        for (List<Host> pair : PAIRS) {
            if (pair.contains(host)) {
                link(pair.get(0), pair.get(1), quality);
            }
        }
    }

    /** All links as at the start. */
    public void heal() throws IOException {
        for (List<Host> pair : PAIRS) {
            link(pair.get(0), pair.get(1), usual);
        }
    }

    /** The words for a link as at the start. */
    public String usual() {
        return usual;
    }

    /** Packets that passed and packets that were dropped from one host to the other since the start. */
    public long[] count(Host from, Host to) throws IOException {
        String[] both = ask("count " + name(from) + " " + name(to)).split(" ");
        return new long[] {Long.parseLong(both[0]), Long.parseLong(both[1])};
    }

    private String ask(String line) throws IOException {
        control.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        String answer = answers.readLine();
        if (answer == null || answer.startsWith("error")) {
            throw new IOException("wire answered '" + answer + "' to '" + line + "'");
        }
        return answer;
    }

    private void connect(Process wire, int port, Path log) throws IOException, InterruptedException {
        long end = System.nanoTime() + READY.toNanos();
        while (true) {
            try {
                control = new Socket(InetAddress.getLoopbackAddress(), port);
                control.setSoTimeout((int) READY.toMillis());
                answers = new BufferedReader(new InputStreamReader(control.getInputStream(), StandardCharsets.UTF_8));
                return;
            } catch (IOException notYet) {
                if (wire.waitFor(50, TimeUnit.MILLISECONDS) || System.nanoTime() - end > 0) {
                    throw new IOException("wire does not listen, see " + log, notYet);
                }
            }
        }
    }

    private void ip(String arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments.split(" ")));
        run(command);
    }

    private void run(List<String> command) throws IOException, InterruptedException {
        Path log = ground.directory().resolve("ip.log");
        Ground.Output output = Ground.run(command, Map.of(), ground.directory(), log, READY);
        if (output.exit() != 0) {
            throw new IOException(String.join(" ", command) + " answered " + output.exit() + ", see " + log);
        }
    }

    private static String name(Host host) {
        return host.name().isEmpty() ? "third" : host.name();
    }

    @Override
    public void close() throws IOException {
        if (control != null) {
            control.close();
        }
    }
}
