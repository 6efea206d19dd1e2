package dev.temporalfailover.failover.verdict;

/**
 * One thing that is probed in one way.
 *
 * @param region the region it belongs to, for example {@code us-east-1}
 * @param service the Temporal role
 * @param path the way there, {@code private} or {@code public} or any configured name; paths are judged apart
 * @param address {@code host:port}; every address of a headless name is a target of its own
 * @param check how it is asked
 */
public record Target(String region, Service service, String path, String address, Check check) {

    // A record's own are slow until the second compiler has seen them, which the shipped flags leave out.
    @Override
    public int hashCode() {
        return 31 * (31 * address.hashCode() + region.hashCode()) + check.ordinal();
    }

    @Override
    public boolean equals(Object o) {
        return o == this
                || o instanceof Target other
                        && check == other.check
                        && service == other.service
                        && address.equals(other.address)
                        && region.equals(other.region)
                        && path.equals(other.path);
    }

    @Override
    public String toString() {
        return region + "/" + service.word() + "/" + path + " " + address + " " + check.word();
    }
}
