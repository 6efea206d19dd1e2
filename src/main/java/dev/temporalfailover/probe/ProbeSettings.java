package dev.temporalfailover.probe;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * What is common to all endpoints.
 *
 * @param pauseLimit our own process not having run for longer makes the probes in flight STARVED
 * @param dnsServers asked for addresses; empty for those of the system's {@code resolv.conf}
 * @param filePoll how often certificates, keys and tokens are looked at for a rotation
 */
public record ProbeSettings(Duration pauseLimit, List<InetSocketAddress> dnsServers, Duration filePoll) {

    public ProbeSettings {
        dnsServers = List.copyOf(dnsServers);
    }

    /** The system's DNS servers, and files looked at every 10 s. */
    public static ProbeSettings withPauseLimit(Duration pauseLimit) {
        return new ProbeSettings(pauseLimit, List.of(), Duration.ofSeconds(10));
    }
}
