package dev.temporalfailover.coordination;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How the acting instance of a region is found.
 *
 * @param lease times of the Kubernetes Lease that elects it; empty: this instance is the only one of its region
 * @param namespace of the Lease and of the intents' ConfigMap
 * @param name of both
 * @param intentsFile where the intents are kept instead; only of an instance that is the only one
 */
public record LeadershipSettings(
        Optional<LeaseTimes> lease, String namespace, String name, Optional<Path> intentsFile) {}
