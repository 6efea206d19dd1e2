package dev.temporalfailover.faults.hostile;

import static dev.temporalfailover.faults.Arrangement.EAST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.temporalfailover.faults.Arrangement;
import dev.temporalfailover.faults.Shared;
import dev.temporalfailover.testkit.service.ShippedFlags;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/** A machine without what a process needs: descriptors, room in /tmp, a /tmp that can be written. Linux, as root or with user namespaces. */
@EnabledOnOs(OS.LINUX)
@ExtendWith(Shared.class)
class HostileMachineIT {
    private static final int FILES = 2_048;
    private static final String ROOM = "mount -t tmpfs -o size=1m tmpfs /tmp";

    /** Words before the service's command line that give it a {@code /tmp} of its own. */
    private static List<String> within(String tmp) {
        boolean root = System.getProperty("user.name").equals("root");
        List<String> words = new ArrayList<>(List.of("unshare", root ? "-m" : "-rm"));
        words.addAll(List.of("sh", "-c", tmp + " || exit 1; exec \"$@\"", "sh"));
        words.addAll(MemoryGroup.words(ShippedFlags.memory(), FILES));
        return words;
    }

    private static void withstands(Arrangement a, String what) throws Exception {
        new Siege(a)
                .hold(
                        what,
                        () -> new Attacker(
                                a.service.api(), Weapons.slowBodies("/api/v1/hold", "", "Content-Length: 100000")));
    }

    @Test
    void aTmpThatIsFullFromTheBeginning() throws Exception {
        String full = ROOM + "; cat /dev/zero >/tmp/full 2>/dev/null; true";
        try (Arrangement a = arrangement("full", full)) {
            a.home();
            assertThrows(IOException.class, () -> Files.write(a.service.inside("/tmp/more"), new byte[1]));
            withstands(a, "/tmp is full");
        }
    }

    @Test
    void aTmpThatFillsWhileItRuns() throws Exception {
        try (Arrangement a = arrangement("fills", ROOM)) {
            a.home();
            assertThrows(IOException.class, () -> Files.write(a.service.inside("/tmp/full"), new byte[2 << 20]));
            withstands(a, "/tmp has become full");
        }
    }

    @Test
    void aTmpThatCannotBeWritten() throws Exception {
        try (Arrangement a = arrangement("read-only", "mount -t tmpfs -o ro tmpfs /tmp")) {
            a.home();
            Path file = a.service.inside("/tmp/file");
            assertThrows(IOException.class, () -> Files.write(file, new byte[1]));
            withstands(a, "/tmp is read-only");
        }
    }

    private static Arrangement arrangement(String name, String tmp) throws IOException {
        return new Arrangement("hostile-tmp-" + name, within(tmp), Map.of(), (config, a) -> config);
    }

    @Test
    void connectionsThatTakeAllFileDescriptorsParkNothingForGood(Arrangement a) throws Exception {
        long epoch = a.epoch();
        int log = a.service.log().length();
        List<Socket> held = new ArrayList<>();
        a.service.limitFiles(a.service.openFiles() + 8);
        try {
            for (int port : a.service.listening()) {
                for (int i = 0; i < 40; i++) {
                    held.add(new Socket(InetAddress.getLoopbackAddress(), port));
                }
            }
            Instant end = Instant.now().plus(Duration.ofSeconds(8));
            a.until("some time has passed", () -> Instant.now().isAfter(end));
            for (Socket one : held) {
                one.close();
            }
            a.until("it answers", () -> a.service.get("/api/v1/status").status() == 200);
            assertEquals(EAST, a.active(), "our own fault moves nothing");
            assertFalse(a.service.log().substring(log).contains(" is DOWN"), "nor does it speak against a region");
        } finally {
            for (Socket one : held) {
                one.close();
            }
            a.service.limitFiles(4096);
        }
        a.until(
                "each port answers",
                () -> a.service.get("/health/regions/" + EAST).status() == 200
                        && a.service.manage("/health/live").status() == 200);
        a.until(
                "both regions are judged",
                () -> a.verdict(EAST).equals("HEALTHY")
                        && a.verdict("us-west-2").equals("HEALTHY"));
        a.act("hold", "{\"owner\":\"ann\",\"reason\":\"after\",\"duration\":\"10m\"}");
        a.act("release", "{\"by\":\"ann\"}");
        assertEquals(epoch, a.epoch());
    }
}
