package dev.temporalfailover.faults.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class CpuTimesTest {
    @Test
    void whatOthersHadMakesEverythingSlower() {
        CpuTimes then = new CpuTimes(1_000, 400);
        assertEquals(1, new CpuTimes(1_200, 400).slowerSince(then));
        assertEquals(4, new CpuTimes(1_200, 550).slowerSince(then));
        assertEquals(1, then.slowerSince(then));
        assertEquals(1, new CpuTimes(1_200, 399).slowerSince(then), "rounding of the kernel");
    }

    @Test
    void thisProcessIsNotAnOther() throws Exception {
        Assumptions.assumeTrue(Files.exists(Path.of("/proc/stat")));
        CpuTimes all = CpuTimes.now();
        CpuTimes own = CpuTimes.now(ProcessHandle.current().pid());
        assertTrue(all.all() > 0 && own.others() < all.others(), all + " " + own);
    }
}
