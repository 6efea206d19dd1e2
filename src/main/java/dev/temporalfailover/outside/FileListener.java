package dev.temporalfailover.outside;

import java.nio.file.Path;

/** Hears of each look at a file that is read again when it changes. Called on the reader's thread; must not block. */
public interface FileListener {
    /** A file was read because it is new or has changed; with a {@code problem} the old content stays. */
    void file(Path file, String problem);
}
