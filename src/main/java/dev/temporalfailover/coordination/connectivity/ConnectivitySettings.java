package dev.temporalfailover.coordination.connectivity;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * What is reached to find out whether this instance is cut off.
 *
 * @param places host and port, at least one, in no region; a name is resolved in each round, whether it was resolved here or not
 * @param every from the end of one round to the next, jittered by 10 %
 * @param timeout of one check, name resolution included
 */
public record ConnectivitySettings(List<InetSocketAddress> places, Duration every, Duration timeout) {

    public ConnectivitySettings {
        places = List.copyOf(places);
        if (places.isEmpty()) {
            throw new IllegalArgumentException("no places to reach");
        }
    }
}
