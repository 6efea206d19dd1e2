package dev.temporalfailover.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Where Vert.x keeps copies of the status page's files. It refuses to start where it cannot make that directory, but without the page
 * all else works.
 */
final class PageCache {
    /** More than all files of the page. */
    private static final int NEEDED = 256 << 10;

    private static final Logger LOG = Logger.getLogger("temporal-failover");

    private PageCache() {}

    /** Before Quarkus starts: names another directory if the first cannot be written, and no page at all if none can. */
    static void choose() {
        Path usual = Path.of(System.getProperty("java.io.tmpdir"));
        List<Path> all = List.of(usual, Path.of("/dev/shm"));
        Optional<Path> found = writable(all);
        if (found.isEmpty()) {
            LOG.warnf("none of %s can be written: the status page is not served; everything else works", all);
            System.setProperty("quarkus.vertx.caching", "false");
            System.setProperty("quarkus.vertx.classpath-resolving", "false");
        } else if (!found.get().equals(usual)) {
            Path pages = found.get()
                    .resolve("temporal-failover-" + ProcessHandle.current().pid());
            LOG.warnf("%s cannot be written: files of the status page are kept in %s", usual, pages);
            System.setProperty("quarkus.vertx.cache-directory", pages.toString());
        }
    }

    /** The first directory in which there is room. */
    static Optional<Path> writable(List<Path> directories) {
        return directories.stream().filter(PageCache::hasRoom).findFirst();
    }

    private static boolean hasRoom(Path directory) {
        try {
            Path file = Files.createTempFile(directory, "temporal-failover-", ".tmp");
            try {
                Files.write(file, new byte[NEEDED]);
            } finally {
                Files.delete(file);
            }
            return true;
        } catch (IOException | SecurityException full) {
            return false;
        }
    }
}
