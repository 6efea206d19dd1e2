package dev.temporalfailover.faults.hostile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The memory limit of a pod for one process, where this machine lets us make a control group; else only the JVM's own limits hold. */
final class MemoryGroup {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");
    private static final String NAME =
            "temporal-failover-hostile-" + ProcessHandle.current().pid();

    private MemoryGroup() {}

    /**
     * Words before a command line that run it in the group.
     *
     * @param bytes more than these kill it
     * @param files file descriptors that it may have
     */
    static List<String> words(long bytes, int files) {
        String limits = "ulimit -n " + files + "; exec \"$@\"";
        return List.of("sh", "-c", join(bytes) + limits, "sh");
    }

    private static String join(long bytes) {
        boolean second = Files.exists(ROOT.resolve("cgroup.controllers"));
        Path group = (second ? ROOT : ROOT.resolve("memory")).resolve(NAME);
        try {
            Files.createDirectories(group);
            Files.writeString(group.resolve(second ? "memory.max" : "memory.limit_in_bytes"), Long.toString(bytes));
            return "echo $$ >" + group.resolve("cgroup.procs") + " || exit 1; ";
        } catch (IOException | UnsupportedOperationException refused) {
            System.out.println("no control group for memory: " + refused);
            return "";
        }
    }
}
