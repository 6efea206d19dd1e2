package dev.temporalfailover.real.stand.clients;

import dev.temporalfailover.real.ground.Ground;
import dev.temporalfailover.real.ground.Host;
import dev.temporalfailover.testkit.Java;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Starts clients on a host. They end with their report's {@code close}, at the latest with the ground's children. Files of a
 * client, in the directory: {@code NAME.jsonl}, its report, and {@code NAME.log}.
 */
public final class Clients {
    private static final List<String> SMALL = List.of("-Xmx160m", "-Djava.net.preferIPv4Stack=true");

    private final Ground ground;
    private final Host host;
    private final Path directory;

    /** @param directory of the clients' files; made if it is not there */
    public Clients(Ground ground, Host host, Path directory) throws IOException {
        this.ground = ground;
        this.host = host;
        this.directory = Files.createDirectories(directory);
    }

    /**
     * The Temporal SDK with worker, starters and caller.
     *
     * @param name of the client and its worker; unique in the directory
     * @param target HOST:PORT
     * @param options of {@link SdkClients}, {@code -Dfast=true}
     */
    public ClientReport startSdk(String name, String target, String... options) throws IOException {
        return java(SdkClients.class, name, target, options);
    }

    /** A new connection for each call, by the JVM's DNS; options of {@link JvmDnsClient}. */
    public ClientReport startDns(String name, String target, String... options) throws IOException {
        return java(JvmDnsClient.class, name, target, options);
    }

    /** One long poll; options of {@link LongPoll}. */
    public ClientReport startLongPoll(String name, String target, String... options) throws IOException {
        return java(LongPoll.class, name, target, options);
    }

    /**
     * gRPC's own xDS client, in Python, without a proxy.
     *
     * @param target {@code xds:///NAME}; anything else that gRPC takes too
     * @param bootstrap file that says where its management server is
     * @param options of {@code real/proxyless.py}
     */
    public ClientReport startProxyless(String name, String target, Path bootstrap, String... options)
            throws IOException {
        Path report = report(name);
        List<String> command = new ArrayList<>(List.of(
                ground.venv("python").toString(),
                ground.scripts().resolve("proxyless.py").toString(),
                "--target=" + target,
                "--report=" + report));
        command.addAll(List.of(options));
        return start(name, command, Map.of("GRPC_XDS_BOOTSTRAP", bootstrap.toString(), "PYTHONDONTWRITEBYTECODE", "1"));
    }

    private ClientReport java(Class<?> main, String name, String target, String... options) throws IOException {
        List<String> all = new ArrayList<>(SMALL);
        all.addAll(List.of("-Dname=" + name, "-Dtarget=" + target, "-Dreport=" + report(name)));
        all.addAll(List.of(options));
        return start(name, Java.command(all, main.getName()), Map.of());
    }

    private ClientReport start(String name, List<String> command, Map<String, String> environment) throws IOException {
        Files.deleteIfExists(report(name));
        Path log = directory.resolve(name + ".log");
        return new ClientReport(report(name), ground.children().start(host.inside(command), environment, log));
    }

    private Path report(String name) {
        return directory.resolve(name + ".jsonl").toAbsolutePath();
    }
}
