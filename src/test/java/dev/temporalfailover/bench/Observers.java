package dev.temporalfailover.bench;

import dev.temporalfailover.testkit.Ports;
import dev.temporalfailover.testkit.TestCa;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a thousand observers cost their leader: the real exchange in one process, the observers in another. */
final class Observers {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");
    private static final Pattern HEARD = Pattern.compile("heard (\\d+) from (\\d+)");

    private final Jvm jvm;
    private final Path directory;

    /**
     * @param cores of the leader, on average
     * @param residentMib resident memory above that with one observer
     * @param heapMib live objects above those with one observer
     * @param handshakeMillis of the leader's processor, for each observer that connects, with its first report
     * @param messages that the leader took meanwhile
     */
    record Cost(double cores, double residentMib, double heapMib, double handshakeMillis, long messages) {}

    Observers(Jvm jvm, Path directory) {
        this.jvm = jvm;
        this.directory = directory;
    }

    Cost measure(int count, Duration warm, Duration time) throws IOException, InterruptedException {
        TestCa ca = new TestCa("bench");
        ca.issue(LeaderProcess.NAME, "us-east-1", "", Instant.now().plus(Duration.ofDays(1)))
                .write(directory.resolve("fleet.crt"), directory.resolve("fleet.key"));
        ca.writeCertificate(directory.resolve("fleet.ca"));
        int port = Ports.free();
        Path log = directory.resolve("leader.log");
        try (Child leader = child(jvm.java(), jvm.flags(), LeaderProcess.class, log, port)) {
            leader.awaitOutput("listening");
            try (Child one = observers(port, 1, "observer.log")) {
                awaitHeard(log, 1);
                Thread.sleep(warm.toMillis());
                double heap = liveMib(leader);
                double resident = leader.residentMib();
                one.terminate();
                Duration before = leader.cpu();
                try (Child many = observers(port, count, "observers.log")) {
                    awaitHeard(log, count);
                    double handshake = (double) leader.cpu().minus(before).toMillis() / count;
                    Thread.sleep(warm.toMillis());
                    System.out.println(
                            "  the observers connected with " + many.cpu().toMillis() + " ms of processor time");
                    return during(time, leader, log, heap, resident, handshake);
                }
            }
        }
    }

    private Cost during(Duration time, Child leader, Path log, double heap, double resident, double handshake)
            throws IOException, InterruptedException {
        Duration cpu = leader.cpu();
        long began = System.nanoTime();
        long before = heard(log)[0];
        Thread.sleep(time.toMillis());
        double cores = (double) leader.cpu().minus(cpu).toNanos() / (System.nanoTime() - began);
        long messages = heard(log)[0] - before;
        double residentNow = leader.residentMib();
        return new Cost(cores, residentNow - resident, liveMib(leader) - heap, handshake, messages);
    }

    private Child observers(int port, int count, String log) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> flags = List.of("-Xmx512m", "-XX:+UseSerialGC");
        return child(java, flags, ObserversProcess.class, directory.resolve(log), port, count);
    }

    private Child child(String java, List<String> flags, Class<?> main, Path log, int... numbers) throws IOException {
        List<String> command = new ArrayList<>(List.of(java));
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName(), directory.toString()));
        for (int number : numbers) {
            command.add(String.valueOf(number));
        }
        return Child.start(command, Map.of(), log);
    }

    private static void awaitHeard(Path log, int observers) throws IOException, InterruptedException {
        Poll.until(PATIENCE, observers + " observers in " + log, () -> heard(log)[1] >= observers);
    }

    /** Messages so far, and from how many observers that are there now. */
    private static long[] heard(Path log) throws IOException {
        Matcher matcher = HEARD.matcher(Files.readString(log));
        long[] last = {0, 0};
        while (matcher.find()) {
            last = new long[] {Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))};
        }
        return last;
    }

    /** Live objects, after a collection that this causes. */
    private double liveMib(Child child) throws IOException {
        Process jcmd = new ProcessBuilder(
                        jvm.home().resolve("bin/jcmd").toString(), String.valueOf(child.pid()), "GC.class_histogram")
                .start();
        String text = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Files.writeString(directory.resolve("leader.histogram"), text);
        Matcher total = TOTAL.matcher(text);
        if (!total.find()) {
            throw new IOException("no total in the answer of jcmd: " + text);
        }
        return Double.parseDouble(total.group(1)) / (1 << 20);
    }
}
