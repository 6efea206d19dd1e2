package dev.temporalfailover.coordination;

import java.util.function.Consumer;

/** Which instances this region's cluster knows. */
public interface Roster {
    /** There is no cluster to ask. */
    Roster NONE = (instance, address, answer) -> answer.accept(Standing.UNTOLD);

    /** What the cluster says of an instance at an address. */
    enum Standing {
        /** It is one of ours, and its address. */
        KNOWN,
        /** There is no such instance of ours at that address. */
        STRANGER,
        /** The cluster cannot be asked now. */
        UNTOLD
    }

    /**
     * Asks without waiting.
     *
     * @param address an IP address as text
     * @param answer gets the answer, on any thread
     */
    void look(String instance, String address, Consumer<Standing> answer);
}
