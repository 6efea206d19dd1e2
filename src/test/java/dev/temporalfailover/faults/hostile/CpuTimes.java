package dev.temporalfailover.faults.hostile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * How much of this machine's processor time others had: what a bound on time must allow for. In clock ticks since the machine
 * and the processes began; both 0 where there is no {@code /proc}.
 *
 * @param all of all processors, idle ones too
 * @param others of processes that are not of the test, and what a hypervisor took
 */
record CpuTimes(long all, long others) {
    /** Of the line {@code cpu}, see proc(5): user, nice, system and steal. Interrupts are nobody's. */
    private static final List<Integer> BUSY = List.of(1, 2, 3, 8);

    private static final int USER = 13;
    private static final int SYSTEM = 14;

    /** @param ours processes of the test */
    static CpuTimes now(long... ours) throws IOException {
        Path machine = Path.of("/proc/stat");
        if (!Files.exists(machine)) {
            return new CpuTimes(0, 0);
        }
        String[] cpu = Files.readAllLines(machine).get(0).split("\\s+");
        // The last two are counted in user and nice already.
        long all = Arrays.stream(cpu, 1, 9).mapToLong(Long::parseLong).sum();
        long busy = BUSY.stream().mapToLong(field -> Long.parseLong(cpu[field])).sum();
        for (long pid : ours) {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            // The name before it may have spaces.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            busy -= Long.parseLong(fields[USER - 2]) + Long.parseLong(fields[SYSTEM - 2]);
        }
        return new CpuTimes(all, busy);
    }

    /** How many times longer than on a machine of its own anything took since then: 1 if nobody else ran. */
    double slowerSince(CpuTimes then) {
        double left = all - then.all - Math.max(0, others - then.others);
        return left <= 0 ? 1 : (all - then.all) / left;
    }
}
