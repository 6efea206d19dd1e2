package dev.temporalfailover.config.settings;

/** The kinds of addresses that instances and their peers have. */
public final class HostPorts {
    private static final String REACHABLE = "(?!\\[?[0:.]+\\]?(?::[0-9]+)?$)";

    /** Of a server socket; 0.0.0.0 and [::] are every address of the host. */
    public static final ValueType<HostPort> LISTEN = ValueType.of(
            "host:port such as 0.0.0.0:7443 or [::]:7443",
            Hosts.HOST_PORT.keywords(),
            text -> read(Hosts.HOST_PORT, text));

    /** Something to connect to. */
    public static final ValueType<HostPort> ENDPOINT = ValueType.of(
            "host:port to connect to, such as 10.0.0.2:7443 or [2001:db8::2]:7443",
            Keywords.text(REACHABLE + Hosts.HOST_PORT_TEXT),
            text -> reachable(read(Hosts.HOST_PORT, text)));

    /** Port {@link #NO_PORT} if none is written. */
    public static final ValueType<HostPort> ADDRESS = ValueType.of(
            "host or host:port to connect to, such as 10.0.0.2, 2001:db8::2 or 10.0.0.2:7443",
            Keywords.text(REACHABLE + "(?:" + Hosts.HOST_TEXT + "|" + Hosts.HOST_PORT_TEXT + ")"),
            text -> reachable(own(text)));

    public static final int NO_PORT = 0;

    private HostPorts() {}

    /** The same with a port if it has none. */
    public static HostPort withPort(HostPort address, int otherwise) {
        return address.port() == NO_PORT ? new HostPort(address.host(), otherwise) : address;
    }

    private static HostPort own(String text) {
        try {
            return new HostPort(Hosts.HOST.parse().apply(text), NO_PORT);
        } catch (IllegalArgumentException notAHostAlone) {
            return read(Hosts.HOST_PORT, text);
        }
    }

    private static HostPort read(ValueType<String> type, String text) {
        String found = type.parse().apply(text);
        int colon = found.lastIndexOf(':');
        String host = found.substring(0, colon);
        return new HostPort(
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                Integer.parseInt(found.substring(colon + 1)));
    }

    /** "Every address" is not an address to connect to. */
    private static HostPort reachable(HostPort found) {
        ValueType.require(!found.host().matches("[0:.]+"));
        return found;
    }
}
