package dev.temporalfailover.config;

import dev.temporalfailover.config.settings.Durations;
import dev.temporalfailover.config.settings.HostPort;
import dev.temporalfailover.config.settings.HostPorts;
import dev.temporalfailover.config.settings.Section;
import dev.temporalfailover.config.settings.Setting;
import dev.temporalfailover.coordination.connectivity.ConnectivitySettings;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings {@code connectivity_*} of section {@code coordination}. */
final class ConnectivitySection {
    static final Setting<HostPort> CHECKS = Setting.values("connectivity_checks", HostPorts.ENDPOINT, "none")
            .means("Addresses outside all regions. While they can be reached, this instance is not cut off: the"
                    + " third vote where there is no witness.");
    static final Setting<Duration> CHECK_INTERVAL = Setting.of(
                    "connectivity_interval", Durations.from("100ms", "5m"), "5s")
            .means("Time between connects to each address.");
    static final Setting<Duration> CHECK_TIMEOUT = Setting.of(
                    "connectivity_timeout", Durations.from("10ms", "1m"), "1s")
            .means("Timeout of one connect; below `connectivity_interval`.");

    private ConnectivitySection() {}

    /** Empty if no address is written. */
    static Optional<ConnectivitySettings> read(Section s, PlacesSection regions) {
        List<HostPort> checks = s.values(CHECKS);
        for (HostPort check : checks) {
            String owner = regions.owners().get(check);
            if (owner != null) {
                s.wrong(
                        CHECKS,
                        "'" + check + "' is an endpoint of " + owner + " and would say nothing once that is gone");
            }
        }
        if (s.value(CHECK_TIMEOUT).compareTo(s.value(CHECK_INTERVAL)) >= 0) {
            s.wrong(
                    CHECK_TIMEOUT,
                    s.written(CHECK_TIMEOUT) + " is not below connectivity_interval " + s.written(CHECK_INTERVAL));
        }
        List<InetSocketAddress> places = checks.stream()
                .map(check -> InetSocketAddress.createUnresolved(check.host(), check.port()))
                .toList();
        return places.isEmpty()
                ? Optional.empty()
                : Optional.of(new ConnectivitySettings(places, s.value(CHECK_INTERVAL), s.value(CHECK_TIMEOUT)));
    }
}
