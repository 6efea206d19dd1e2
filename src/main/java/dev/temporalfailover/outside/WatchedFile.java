package dev.temporalfailover.outside;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A small file that others replace under us. Compared by content, so that it does not matter whether it is written in
 * place, renamed, or is a link that Kubernetes swaps. Never printed.
 */
public final class WatchedFile {
    private static final int MAX_BYTES = 1 << 20;

    private final Path path;
    private byte[] content = {};

    public WatchedFile(Path path) {
        this.path = path;
    }

    public Path path() {
        return path;
    }

    /** The content of the last {@link #read}. */
    public byte[] content() {
        return content;
    }

    /** Reads the file; true if its content is not what it was. */
    public boolean read() throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] now = in.readNBytes(MAX_BYTES + 1);
            if (now.length > MAX_BYTES) {
                throw new IOException("larger than " + MAX_BYTES + " bytes");
            }
            if (Arrays.equals(now, content)) {
                return false;
            }
            content = now;
            return true;
        }
    }
}
