package dev.temporalfailover.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The TCP ports on which a process of this machine listens, as Linux' {@code /proc} has them. */
public final class ListeningPorts {
    private static final String LISTEN = "0A";

    private ListeningPorts() {}

    /** True where {@link #of} can tell. */
    public static boolean known() {
        return Files.isReadable(Path.of("/proc/self/net/tcp"));
    }

    /** The ports of the process, IPv4 and IPv6. */
    public static Set<Integer> of(long pid) throws IOException {
        Path process = Path.of("/proc", String.valueOf(pid));
        Set<String> sockets = new HashSet<>();
        try (Stream<Path> files = Files.list(process.resolve("fd"))) {
            for (Path file : files.toList()) {
                try {
                    sockets.add(Files.readSymbolicLink(file).toString());
                } catch (IOException closedMeanwhile) {
                    // Not one that listens.
                }
            }
        }
        Set<Integer> ports = new TreeSet<>();
        for (String table : List.of("net/tcp", "net/tcp6")) {
            if (Files.exists(process.resolve(table))) {
                for (String line : Files.readAllLines(process.resolve(table))) {
                    String[] field = line.trim().split("\\s+");
                    // Columns: number, local address:port in hex, remote address, state, ..., inode.
                    if (field.length > 9 && field[3].equals(LISTEN) && sockets.contains("socket:[" + field[9] + "]")) {
                        ports.add(Integer.parseInt(field[1].substring(field[1].lastIndexOf(':') + 1), 16));
                    }
                }
            }
        }
        return ports;
    }
}
