package dev.temporalfailover.real;

import dev.temporalfailover.real.ground.Ground;
import dev.temporalfailover.real.stand.Network;
import dev.temporalfailover.testkit.Java;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Main classes that run in namespaces of their own ({@code real/inside.sh}), which end with them. */
final class Inside {
    private Inside() {}

    /**
     * Runs a main class to its end; it ends with this process at the latest, and what it prints goes to the terminal.
     *
     * @param arguments after the four that each gets: the ground's directory, {@code real/}, the cache, the packaged service
     * @return its exit code
     */
    static int run(Ground ground, Class<?> main, List<String> arguments) throws IOException, InterruptedException {
        return run(ground, main, "nameserver " + Network.THIRD.address() + "\n", arguments);
    }

    /** The same with another text of {@code resolv.conf}. */
    static int run(Ground ground, Class<?> main, String names, List<String> arguments)
            throws IOException, InterruptedException {
        Path resolver = ground.directory().resolve("resolv.conf");
        Files.writeString(resolver, names);
        List<String> command = new ArrayList<>(
                List.of("bash", ground.scripts().resolve("inside.sh").toString(), resolver.toString()));
        command.addAll(Java.command(
                // Performance data are files by pid, and each first process of a namespace is 1.
                List.of("-Xmx384m", "-XX:-UsePerfData", "-Djava.util.logging.manager=org.jboss.logmanager.LogManager"),
                main.getName(),
                ground.directory().toString(),
                ground.scripts().toString(),
                ground.cache().toString(),
                ground.jar().toString()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).inheritIO().start();
        Thread hook = new Thread(process::destroyForcibly, "end-inside");
        Runtime.getRuntime().addShutdownHook(hook);
        int exit = process.waitFor();
        Runtime.getRuntime().removeShutdownHook(hook);
        return exit;
    }
}
