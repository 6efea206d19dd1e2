package dev.temporalfailover.config;

import dev.temporalfailover.config.settings.Durations;
import dev.temporalfailover.config.settings.Hosts;
import dev.temporalfailover.config.settings.Nearest;
import dev.temporalfailover.config.settings.Problems;
import dev.temporalfailover.config.settings.Section;
import dev.temporalfailover.config.settings.Setting;
import dev.temporalfailover.config.settings.Setting.Shape;
import dev.temporalfailover.config.settings.Types;
import dev.temporalfailover.config.settings.ValueType;
import dev.temporalfailover.outside.Tls;
import dev.temporalfailover.probe.canary.CanarySettings;
import dev.temporalfailover.probe.canary.CanarySettings.CanaryWay;
import dev.temporalfailover.probe.canary.CanarySettings.Connection;
import dev.temporalfailover.probe.canary.CanarySettings.Server;
import dev.temporalfailover.probe.canary.CanarySettings.WorkflowSettings;
import dev.temporalfailover.traffic.canary.CanaryPageSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Section {@code canary}: the same file serves the canary clients and those that read their pages.
 */
record CanarySection(Section section, CanarySettings client, CanaryPageSettings pages) {
    private static final Setting<String> NAME =
            Setting.required("name", Types.NAME).means("Name in status and log.");
    private static final Setting<URI> URL = Setting.required("url", Types.HTTP_URL)
            .means("The canary client's page in this instance's own cluster, for example"
                    + " `http://temporal-failover-canary.temporal-failover-canary.svc:8080/api/v1/canary`.");
    private static final Setting<Void> PAGES = Setting.groups("pages", new Shape(NAME, URL))
            .means("Canary clients that must be answered by the right regions before a change is reported as"
                    + " effective. Without any, no client is asked.");
    private static final Setting<Duration> TIMEOUT = Setting.of("timeout", Durations.from("10ms", "10s"), "1s")
            .means("Timeout of one round of requests to all pages in parallel; the policy's loop waits for it.");
    private static final Setting<String> WAY_NAME =
            Setting.required("name", Types.NAME).means("Name that `way` of `dns` and of `routes` refers to.");
    private static final Setting<String> FQDN = Setting.required("fqdn", Hosts.HOST)
            .means("The name that clients use; a moved one, unlike those of `regions`.");
    private static final Setting<Integer> PORT =
            Setting.of("port", Types.PORT, "7233").means("Port of Temporal's frontend.");
    private static final Setting<Void> TLS = Setting.group("tls", EndpointSection.TLS_SHAPE)
            .means("If present, also as `{}`: TLS instead of plaintext.");
    private static final Setting<Path> TOKEN_FILE = Setting.optional("token_file", Types.SECRET_FILE, "none")
            .means("File with a bearer token or API key. GetClusterInfo needs no more than a reader's.");
    private static final Setting<Connection> CONNECTION = Setting.of(
                    "connection", ValueType.word(Connection.class), "kept")
            .means("`new`: each call connects, as a client that starts does; for names that DNS moves. `kept`: the"
                    + " connection stays; for routes, which a proxy chooses call by call.");
    private static final Setting<Duration> INTERVAL = Setting.of("interval", Durations.from("50ms", "1m"), "200ms")
            .means("Time between two calls. A change counts as seen after ten answers.");
    private static final Setting<Void> WAYS = Setting.groups(
                    "ways", new Shape(WAY_NAME, FQDN, PORT, TLS, TOKEN_FILE, CONNECTION, INTERVAL))
            .means("The ways by which the canary client calls Temporal (GetClusterInfo).");

    private static final Setting<String> NAMESPACE = Setting.of("namespace", Types.TEXT, "temporal-failover-canary")
            .means("Namespace of the workflow in the region's own cluster. It must not be global: with one that is, the"
                    + " answer might be another region's, so no workflow is started in it.");
    private static final Setting<Boolean> CREATE = Setting.of("create", Types.FLAG, "false")
            .means("Whether a missing namespace is registered, local and with a retention of 24 h; needs a token with"
                    + " the right to RegisterNamespace where Temporal authorizes.");
    private static final Setting<String> OWN_FQDN = Setting.required("fqdn", Hosts.HOST)
            .means("The region's own frontend by a name that nothing moves: not the host of a moved route, and not the"
                    + " `fqdn` of one of `ways`. In the mesh for example the headless Service.");
    private static final Setting<Path> OWN_TOKEN = Setting.optional("token_file", Types.SECRET_FILE, "none")
            .means("File with a bearer token or API key; needs the right to write in the namespace, and to read the"
                    + " cluster's information.");
    private static final Setting<Duration> RUN_INTERVAL = Setting.of("interval", Durations.from("2s", "1m"), "10s")
            .means("Time from the end of one workflow to the begin of the next; one at most is open.");
    private static final Setting<Duration> DEADLINE = Setting.of("deadline", Durations.from("500ms", "1m"), "5s")
            .means("Time that a workflow may take from the first call to its result.");
    private static final Setting<Void> WORKFLOW = Setting.group(
                    "workflow", new Shape(NAMESPACE, CREATE, OWN_FQDN, PORT, TLS, OWN_TOKEN, RUN_INTERVAL, DEADLINE))
            .means("If present, the canary client runs a worker and starts workflows with one activity:"
                    + " whether its region's Temporal carries a workflow to its end. Off without.");

    private static final int ROUNDS = 3;

    static final Shape SHAPE = new Shape(PAGES, TIMEOUT, WAYS, WORKFLOW);

    static CanarySection read(Section s) {
        Map<String, URI> pages = new LinkedHashMap<>();
        for (Section page : s.groups(PAGES)) {
            String name = page.value(NAME);
            if (name != null && pages.put(name, page.value(URL)) != null) {
                page.wrong(NAME, Problems.quoted(name) + " is in the list twice");
            }
        }
        List<CanaryWay> ways = new ArrayList<>();
        for (Section way : s.groups(WAYS)) {
            String name = way.value(WAY_NAME);
            if (name != null && ways.stream().anyMatch(other -> name.equals(other.name()))) {
                way.wrong(WAY_NAME, Problems.quoted(name) + " is in the list twice");
            }
            ways.add(new CanaryWay(name, server(way, FQDN, TOKEN_FILE), way.value(CONNECTION), way.value(INTERVAL)));
        }
        Optional<WorkflowSettings> workflow =
                s.has(WORKFLOW) ? Optional.of(workflow(s.group(WORKFLOW), ways)) : Optional.empty();
        return new CanarySection(
                s,
                new CanarySettings(ways, workflow),
                new CanaryPageSettings(pages, s.value(TIMEOUT), workflow.flatMap(CanarySection::within)));
    }

    private static Server server(Section s, Setting<String> fqdn, Setting<Path> token) {
        Optional<Tls> tls = s.has(TLS) ? Optional.of(EndpointSection.tls(s.group(TLS))) : Optional.empty();
        Integer port = s.value(PORT);
        return new Server(s.value(fqdn), port == null ? 0 : port, tls, s.optional(token));
    }

    private static WorkflowSettings workflow(Section s, List<CanaryWay> ways) {
        Server server = server(s, OWN_FQDN, OWN_TOKEN);
        ways.stream()
                .filter(way -> server.host() != null
                        && server.host().equals(way.server().host()))
                .findFirst()
                .ifPresent(way -> s.wrong(
                        OWN_FQDN,
                        s.written(OWN_FQDN) + " is called by canary.ways " + way.name()
                                + ", which may lead to another region"));
        return new WorkflowSettings(
                s.value(NAMESPACE),
                Boolean.TRUE.equals(s.value(CREATE)),
                server,
                s.value(RUN_INTERVAL),
                s.value(DEADLINE));
    }

    /** In which the begin of the last workflow must lie; empty if a time is wrong, which is said already. */
    private static Optional<Duration> within(WorkflowSettings workflow) {
        return workflow.interval() == null || workflow.deadline() == null
                ? Optional.empty()
                : Optional.of(workflow.interval().plus(workflow.deadline()).multipliedBy(ROUNDS));
    }

    /** Refuses a way that is not there, and one that nobody could read. */
    void check(Section user, Setting<String> setting) {
        user.optional(setting).ifPresent(way -> {
            List<String> names = client.ways().stream()
                    .map(CanaryWay::name)
                    .filter(name -> name != null)
                    .toList();
            if (!names.contains(way)) {
                String hint = Nearest.to(way, names)
                        .map(near -> "; did you mean " + near + "?")
                        .orElse("");
                user.wrong(
                        setting,
                        Problems.quoted(way) + " is not one of canary.ways: " + String.join(", ", names) + hint);
            } else if (pages.pages().isEmpty()) {
                user.wrong(setting, user.written(setting) + " stands without canary.pages, where its answers are read");
            }
        });
    }
}
