package dev.temporalfailover.coordination;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * An instance as one that may hold its region's Lease.
 *
 * @param identity its name, unique among all that share the Lease
 * @param address where it takes reports while it leads, {@code host:port}; empty for nowhere
 * @param api where its API is, {@code host:port}; empty for nowhere
 * @param hindrance why it cannot lead at present, one line; empty if it can. From the thread that makes the attempts, must
 *     not block
 */
public record Candidate(String identity, String address, String api, Supplier<Optional<String>> hindrance) {}
