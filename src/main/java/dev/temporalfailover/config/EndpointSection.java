package dev.temporalfailover.config;

import dev.temporalfailover.config.settings.Hosts;
import dev.temporalfailover.config.settings.Section;
import dev.temporalfailover.config.settings.Setting;
import dev.temporalfailover.config.settings.Setting.Shape;
import dev.temporalfailover.config.settings.Types;
import dev.temporalfailover.config.settings.ValueType;
import dev.temporalfailover.failover.verdict.Check;
import dev.temporalfailover.failover.verdict.Service;
import dev.temporalfailover.outside.Tls;
import dev.temporalfailover.probe.Endpoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** One entry of {@code temporal_endpoints}: a service of a region, on one path or on several. */
final class EndpointSection {
    private static final Setting<Path> CA = Setting.optional("ca", Types.FILE, "the platform's")
            .means("PEM bundle that the server's certificate must chain to.");
    private static final Setting<Path> CERTIFICATE = Setting.optional("certificate", Types.FILE, "none")
            .means("Our certificate chain for mTLS, PEM; with `key`.");
    private static final Setting<Path> KEY =
            Setting.optional("key", Types.SECRET_FILE, "none").means("Its PKCS#8 key, PEM; with `certificate`.");
    private static final Setting<String> SERVER_NAME =
            Setting.optional("server_name", Hosts.HOST, "fqdn").means("Server name that is sent (SNI) and verified.");
    static final Shape TLS_SHAPE = new Shape(CA, CERTIFICATE, KEY, SERVER_NAME);

    private static final Setting<String> PATH_NAME = Setting.required("name", Types.NAME)
            .means("For example `private` or `public`. A region is DOWN only if it is DOWN on every path that the"
                    + " instance probes.");
    private static final Setting<String> FQDN = Setting.optional(
                    "fqdn", Hosts.HOST, "required, here or in each of `paths`")
            .means("Host, a name or an IP address.");
    private static final Setting<Integer> PORT = Setting.optional(
                    "port",
                    Types.PORT,
                    Arrays.stream(Service.values())
                            .map(s -> s.word() + " " + Protocols.port(s))
                            .collect(Collectors.joining(", ")))
            .means("Port.");
    private static final Setting<From> FROM = Setting.of("from", ValueType.word(From.class), "all")
            .means("Which instances probe it. Use `same_region` for a cluster-local name: in another cluster the"
                    + " same name leads to another region.");
    private static final Setting<Void> TLS = Setting.group("tls", TLS_SHAPE)
            .means("If present, also as `{}`: TLS instead of plaintext. Files are read again when they change.");
    private static final Setting<Path> TOKEN_FILE = Setting.optional("token_file", Types.SECRET_FILE, "none")
            .means("File with a bearer token or API key, sent as `authorization: Bearer`; read again when it"
                    + " changes.");
    private static final Shape PATH_SHAPE = new Shape(PATH_NAME, FQDN, PORT, FROM, TLS, TOKEN_FILE);

    private static final Setting<String> PATH =
            Setting.of("path", Types.NAME, "private").means("Name of the network path to `fqdn`.");
    private static final Setting<Void> PATHS = Setting.groups("paths", PATH_SHAPE)
            .means("Instead of `fqdn`: several network paths to the same service. A path inherits `port`, `tls` and"
                    + " `token_file` from here.");
    private static final Setting<Protocol> PROTOCOL = Setting.optional(
                    "protocol", ValueType.word(Protocol.class), "grpc, but http for web_ui and frontend_http")
            .means("Protocol of the endpoint.");
    private static final Setting<String> HEALTH_CHECK = Setting.optional(
                    "health_check",
                    Types.HTTP_PATH,
                    "`" + Protocols.SYSTEM_INFO + "` for the frontend; /api/v1/system-info for frontend_http")
            .means("gRPC: the GetSystemInfo default means all gRPC checks of the frontend; `" + Protocols.GRPC_HEALTH
                    + "` only grpc_health and cold_connect. HTTP: the path that is got; required for web_ui.");
    private static final Setting<Check> CHECKS = Setting.values(
                    "checks",
                    ValueType.word(Check.class),
                    "frontend: all but http; history, matching: grpc_health, cold_connect; over HTTP: http, cold_connect")
            .means("Replaces the default checks. describe_workflow asks history by the frontend, describe_task_queue"
                    + " matching.");
    private static final Setting<DiscoveryType> DISCOVERY = Setting.of(
                    "discovery_type", ValueType.word(DiscoveryType.class), "service")
            .means("`headless`: each address of `fqdn` is a separate target.");
    private static final Setting<String> NAMESPACE = Setting.of("namespace", Types.TEXT, "temporal-system")
            .means(
                    "Namespace that describe_namespace, describe_workflow and describe_task_queue ask for. temporal-system"
                            + " exists on every server; a global namespace may be answered by another region.");

    static final Shape SHAPE = new Shape(
            FQDN, PORT, PROTOCOL, HEALTH_CHECK, CHECKS, DISCOVERY, NAMESPACE, PATH, FROM, TLS, TOKEN_FILE, PATHS);

    /** From which instances something is reached; one file serves all regions. */
    enum From {
        ALL,
        SAME_REGION,
        OTHER_REGIONS;

        /** Whether an instance in {@code viewpoint} uses what belongs to {@code region}. */
        boolean seenBy(String viewpoint, String region) {
            return switch (this) {
                case ALL -> true;
                case SAME_REGION -> viewpoint.equals(region);
                case OTHER_REGIONS -> !viewpoint.equals(region);
            };
        }

        /** Whether some instance uses both. */
        boolean overlaps(From other) {
            return this == ALL || other == ALL || this == other;
        }
    }

    /** How a host's addresses are found. */
    enum DiscoveryType {
        SERVICE,
        HEADLESS
    }

    /** What is spoken at a port. */
    enum Protocol {
        GRPC,
        HTTP,
        HTTPS
    }

    /** An address, its user, and its line in the file. */
    record Address(Section section, From from, Endpoint endpoint) {
        void wrong(String what) {
            section.wrong(section.has(FQDN) ? FQDN : PATHS, what);
        }
    }

    /** Of an address whose port is wrong. */
    static final int NO_PORT = 0;

    private final Section section;
    private final Service service;
    private final String region;
    private final ProbingSection probing;
    private final Protocol protocol;
    private final String healthCheck;
    private final Set<Check> checks;
    private final boolean headless;
    private final String namespace;

    private EndpointSection(Section section, Service service, String region, ProbingSection probing) {
        this.section = section;
        this.service = service;
        this.region = region;
        this.probing = probing;
        Protocol written = section.value(PROTOCOL);
        this.protocol = written == null ? Protocols.usual(service) : written;
        this.healthCheck = section.value(HEALTH_CHECK);
        this.checks = checks(healthCheck);
        this.headless = section.value(DISCOVERY) == DiscoveryType.HEADLESS;
        this.namespace = section.value(NAMESPACE);
    }

    /** All addresses of the service; those whose region, path or host is wrong are left out. */
    static List<Address> read(Section section, Service service, String region, ProbingSection probing) {
        return new EndpointSection(section, service, region, probing).addresses();
    }

    private List<Address> addresses() {
        if (!Protocols.fits(service, protocol)) {
            section.wrong(PROTOCOL, section.written(PROTOCOL) + " does not fit " + service.word());
        } else {
            Protocols.problem(service, protocol, healthCheck).ifPresent(p -> section.wrong(HEALTH_CHECK, p));
        }
        Way shared = way(section, new Way(Protocols.port(service), Optional.empty(), Optional.empty()));
        List<Address> found = new ArrayList<>();
        if (!section.has(PATHS)) {
            add(found, section, section.value(PATH), shared);
            return found;
        }
        for (Setting<?> alone : List.of(FQDN, PATH, FROM)) {
            if (section.has(alone)) {
                section.wrong(alone, "stands beside paths; write it in each of paths");
            }
        }
        for (Section path : section.groups(PATHS)) {
            add(found, path, path.value(PATH_NAME), way(path, shared));
        }
        return found;
    }

    /** What a path may take from its service. */
    private record Way(int port, Optional<Tls> tls, Optional<Path> token) {}

    private Way way(Section s, Way otherwise) {
        Integer port = s.value(PORT);
        Optional<Path> token = s.optional(TOKEN_FILE);
        Optional<Tls> tls = s.has(TLS) ? Optional.of(tls(s.group(TLS))) : otherwise.tls();
        if (s.has(TLS) && protocol == Protocol.HTTP) {
            s.wrong(TLS, "stands with protocol http; write protocol: https");
        }
        // One that cannot be read is said once, and is not taken for the usual one in what is checked further.
        int usual = s.has(PORT) ? NO_PORT : otherwise.port();
        return new Way(port == null ? usual : port, tls, token.or(otherwise::token));
    }

    private void add(List<Address> found, Section s, String name, Way way) {
        From from = s.value(FROM);
        String host = s.value(FQDN);
        if (!s.has(FQDN)) {
            s.wrong(FQDN, "is missing; allowed: " + FQDN.allowed());
        }
        if (host == null || name == null || region == null) {
            return;
        }
        boolean platformTls = way.tls().isEmpty() && protocol == Protocol.HTTPS;
        Endpoint endpoint = new Endpoint(
                region,
                service,
                name,
                host,
                way.port(),
                headless,
                platformTls ? Optional.of(Tls.PLATFORM) : way.tls(),
                way.token(),
                protocol == Protocol.GRPC ? Optional.empty() : Protocols.httpPath(service, healthCheck),
                namespace,
                checks,
                probing.times());
        found.add(new Address(s, from, endpoint));
    }

    private Set<Check> checks(String healthCheck) {
        if (!section.has(CHECKS)) {
            return Protocols.checks(service, protocol, healthCheck);
        }
        Set<Check> written = EnumSet.noneOf(Check.class);
        written.addAll(section.values(CHECKS));
        Set<Check> possible = Protocols.checks(service, protocol, null);
        written.stream().filter(c -> !possible.contains(c)).forEach(c -> {
            String allowed = possible.stream().map(Check::word).sorted().collect(Collectors.joining(", "));
            section.wrong(CHECKS, "'" + c.word() + "' cannot be asked of " + service.word() + "; allowed: " + allowed);
        });
        return written;
    }

    /** A group of {@link #TLS_SHAPE}. */
    static Tls tls(Section s) {
        Tls tls = new Tls(s.optional(CA), s.optional(CERTIFICATE), s.optional(KEY), s.optional(SERVER_NAME));
        if (s.has(KEY) && !s.has(CERTIFICATE)) {
            s.wrong(KEY, "stands without certificate");
        }
        if (s.has(CERTIFICATE) && !s.has(KEY)) {
            s.wrong(CERTIFICATE, "stands without key");
        }
        return tls;
    }
}
