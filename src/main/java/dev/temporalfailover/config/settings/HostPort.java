package dev.temporalfailover.config.settings;

/**
 * Where something listens or is reached.
 *
 * @param host a name or an IP address in lower case, IPv6 without brackets
 * @param port 1 to 65535
 */
public record HostPort(String host, int port) {

    /** {@code host:port}, an IPv6 host in brackets. */
    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
