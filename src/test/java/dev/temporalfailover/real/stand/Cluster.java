package dev.temporalfailover.real.stand;

import dev.temporalfailover.real.ground.Ground;
import dev.temporalfailover.real.ground.Host;
import dev.temporalfailover.real.ground.Http;
import dev.temporalfailover.testkit.Ports;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One region's real Kubernetes API: etcd and kube-apiserver as processes of a host, with RBAC, tokens of service accounts
 * and an audit log. No controller, scheduler or kubelet: what is written stays as it is.
 */
public final class Cluster implements AutoCloseable {
    /** Where Temporal's route is. */
    public static final String BACKEND = "temporal-backend";

    /** Name of that route. */
    public static final String ROUTE = "temporal-frontend";

    private static final Duration READY = Duration.ofSeconds(90);
    private static final Duration VALID = Duration.ofHours(1);
    private static final int API = 6443;
    private static final int ETCD = 2379;

    private final Ground ground;
    private final Path directory;
    private final ControlPlane plane;
    private final Daemon etcd;
    private final Daemon server;
    private final String admin = UUID.randomUUID().toString();
    private final KubernetesClient client;
    /** From each start of a process to when the API server was ready. */
    private final Map<Instant, Instant> starts = new ConcurrentHashMap<>();

    /**
     * Starts nothing.
     *
     * @param host in the namespace that the stand itself runs in every port is a free one, elsewhere the usual one
     * @param name of its directory, unique within the piece
     */
    public Cluster(Ground ground, Host host, String name) throws IOException {
        this.ground = ground;
        directory = Files.createDirectories(ground.directory().resolve("cluster-" + name));
        boolean here = host.name().isEmpty();
        plane = new ControlPlane(
                directory,
                host,
                here ? Ports.free() : API,
                here ? Ports.free() : ETCD,
                here ? Ports.free() : ETCD + 1,
                admin);
        plane.write();
        etcd = plane.etcd(ground);
        server = plane.server(ground);
        client = client(admin);
    }

    /** Starts both processes and waits until the API server is ready. */
    public void start() throws IOException, InterruptedException {
        Instant began = Instant.now();
        etcd.start();
        server.start();
        boolean ready = Http.within(READY, () -> {
            etcd.check();
            server.check();
            return ready();
        });
        if (!ready) {
            throw new IOException("the API server is not ready within " + READY + ", see " + server.log());
        }
        starts.put(began, Instant.now());
    }

    /** True if the API server had been started and was not ready then: it answers 403 until it has read the rights. */
    public boolean starting(Instant at) {
        return starts.entrySet().stream()
                .anyMatch(start -> !at.isBefore(start.getKey()) && at.isBefore(start.getValue()));
    }

    /** True if the API server says that it is ready now. */
    public boolean ready() {
        try {
            return "ok".equals(client.raw("/readyz"));
        } catch (KubernetesClientException notYet) {
            return false;
        }
    }

    /** An administrator, past all links that are disturbed. It stays this cluster's; do not close it. */
    public KubernetesClient admin() {
        return client;
    }

    /** Bearer token of {@link #admin}. */
    public String adminToken() {
        return admin;
    }

    /** Somebody with this bearer token, on the watcher's own network; the caller closes it. */
    public KubernetesClient client(String token) {
        return plane.client(token);
    }

    /** Applies a file: definitions first, and these are established when it returns. */
    public void apply(Path yaml) throws IOException, InterruptedException {
        Manifests.apply(client, yaml);
    }

    /** Deletes what a file describes; what is not there is no fault. */
    public void delete(Path yaml) throws IOException {
        try (InputStream in = Files.newInputStream(yaml)) {
            client.load(in).delete();
        }
    }

    /** Applies Istio's and the Gateway API's definitions. */
    public void crds() throws IOException, InterruptedException {
        Manifests.applyAll(client, ground.cache().resolve("crds"));
    }

    /** Creates a namespace unless it is there. */
    public void namespace(String name) {
        Manifests.namespace(client, name);
    }

    /**
     * What a site applies before the service starts: its namespace, its account and its rights, and Temporal's namespace.
     *
     * @param directory the project's {@code deploy}
     */
    public void deploy(Path directory) throws IOException, InterruptedException {
        Manifests.namespace(client, BACKEND);
        for (String file : List.of("namespace.yaml", "serviceaccount.yaml", "rbac.yaml")) {
            apply(directory.resolve("base").resolve(file));
        }
    }

    /** A token of the service's account, valid for an hour or until {@link #revoke}; in a file of its own. */
    public Path token(String boundTo) throws IOException {
        Path file = directory.resolve("token-" + boundTo);
        replace(file, Accounts.token(client, boundTo, VALID));
        return file;
    }

    /** Replaces a token's file at once, as a kubelet does. */
    public static void replace(Path file, String token) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(fresh, token);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Makes tokens bound to this name invalid. The API server may believe them for another 10 s. */
    public void revoke(String boundTo) {
        Accounts.revoke(client, boundTo);
    }

    /** Of the certificate authority that its clients trust. */
    public Path caFile() {
        return plane.ca();
    }

    /** An administrator's kubeconfig, for who runs on the same host. */
    public Path kubeconfig() throws IOException {
        return plane.kubeconfig();
    }

    /** Where the others find the API server. */
    public URI url() {
        return URI.create("https://" + plane.host().address() + ":" + plane.port());
    }

    public void killApi() {
        server.kill();
    }

    public void killEtcd() {
        etcd.kill();
    }

    /** The API server keeps its connections and answers nothing. */
    public void freeze() throws IOException, InterruptedException {
        server.frozen(true);
    }

    /** The opposite of {@link #freeze}. */
    public void thaw() throws IOException, InterruptedException {
        server.frozen(false);
    }

    /** Starts what was killed, with the data that there was, and waits until the API server is ready. */
    public void restart() throws IOException, InterruptedException {
        start();
    }

    /** The VirtualService {@value #BACKEND}/{@value #ROUTE} as it is now; empty if there is none. */
    public Optional<Route> route() {
        return route("networking.istio.io", "VirtualService", "virtualservices");
    }

    /** The route of another kind, of version v1. */
    public Optional<Route> route(String group, String kind, String plural) {
        return Route.read(client, group, kind, plural);
    }

    /** The service's Lease; empty if there is none. */
    public Optional<Lease> lease() {
        return Optional.ofNullable(Records.lease(client));
    }

    /** Who holds the Lease; empty if nobody does. */
    public String holder() {
        return lease().map(lease -> lease.getSpec().getHolderIdentity()).orElse("");
    }

    /** Events in the service's namespace. */
    public List<Event> events() {
        return Records.events(client);
    }

    /** What people asked the service for, by policy; JSON. */
    public Map<String, String> intents() {
        return Records.intents(client);
    }

    /** Every request of the service's account so far, without those of {@link #client}. */
    public List<Audit.Call> audit() throws IOException {
        return Audit.read(plane.audit()).stream()
                .filter(call ->
                        call.user().equals(Accounts.USER) && !call.agent().equals(ControlPlane.AGENT))
                .toList();
    }

    /** Requests by somebody whom the API server did not know. */
    public List<Audit.Call> unknown() throws IOException {
        return Audit.read(plane.audit()).stream()
                .filter(call -> call.code() == 401)
                .toList();
    }

    @Override
    public void close() {
        client.close();
        server.kill();
        etcd.kill();
    }
}
