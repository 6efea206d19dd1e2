package dev.temporalfailover.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Main class of a child process that holds a {@link StandIn}. Ends when its standard input does. */
public final class StandInProcess {

    private StandInProcess() {}

    /** @param args {@code address:port} each */
    public static void main(String[] args) throws IOException {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (String arg : args) {
            int colon = arg.lastIndexOf(':');
            addresses.add(new InetSocketAddress(arg.substring(0, colon), Integer.parseInt(arg.substring(colon + 1))));
        }
        try (StandIn server = new StandIn(addresses, () -> {})) {
            System.out.println("listening: " + server);
            while (System.in.read() >= 0) {
                continue;
            }
        }
        Runtime.getRuntime().halt(0);
    }

    /** The child, on this process's own Java; returns once it listens. */
    static Child start(List<String> addresses, Path log) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                StandInProcess.class.getName()));
        command.addAll(addresses);
        Child child = Child.start(command, java.util.Map.of(), log);
        child.awaitOutput("listening");
        return child;
    }
}
