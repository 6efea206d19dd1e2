package dev.temporalfailover.emulator.clients;

import java.time.Duration;
import java.util.List;

/** Where clients ask for a name. */
public interface Names {

    /** One lookup. Throws {@link java.io.IOException} if no answer came. */
    Answer lookup(String name) throws java.io.IOException;

    /**
     * An answer.
     *
     * @param addresses empty if the name has none
     * @param ttl how long it may be kept
     */
    record Answer(List<String> addresses, Duration ttl) {
        public Answer {
            addresses = List.copyOf(addresses);
        }
    }
}
