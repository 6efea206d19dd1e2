package dev.temporalfailover.coordination;

import java.util.Optional;

/**
 * How the acting instance of a region is found.
 *
 * @param lease times of the Kubernetes Lease that elects it; empty: this instance is the only one of its region
 * @param namespace of the Lease and of the intents' ConfigMap
 * @param name of both
 */
public record LeadershipSettings(Optional<LeaseTimes> lease, String namespace, String name) {}
