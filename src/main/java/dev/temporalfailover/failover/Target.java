package dev.temporalfailover.failover;

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

    @Override
    public String toString() {
        return region + "/" + service.word() + "/" + path + " " + address + " " + check.word();
    }
}
