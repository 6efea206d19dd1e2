package dev.temporalfailover.failover;

import java.util.Locale;

/** An enum whose constants have a word in the configuration, the API, metrics and texts. */
public interface Worded {

    /** The constant's name, given by the enum. */
    String name();

    /** The name in lower case, for example {@code active_down}. */
    default String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
