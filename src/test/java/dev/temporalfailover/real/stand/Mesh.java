package dev.temporalfailover.real.stand;

import dev.temporalfailover.real.ground.Ground;
import dev.temporalfailover.real.ground.Host;
import dev.temporalfailover.real.ground.Http;
import dev.temporalfailover.testkit.TestCa;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** A region's real mesh: istiod on the region's API server, one Envoy as gateway and one as sidecar of whoever works there. */
public final class Mesh {
    /** Where the gateway listens at the region's address, and the sidecar on the region's loopback. */
    public static final int PORT = 7233;

    /** The gateway's admin port. */
    public static final int GATEWAY_ADMIN = 25_000;

    /** The sidecar's admin port. */
    public static final int SIDECAR_ADMIN = 25_001;

    /** Where istiod counts what proxies refused. */
    public static final int ISTIOD_METRICS = 25_014;

    /** Where istiod validates objects, over TLS. */
    public static final int ISTIOD_HTTPS = 25_017;

    private static final int ISTIOD_HTTP = 25_080;
    /** The name of the region's own Temporal in its mesh. */
    public static final String LOCAL = "temporal-frontend.temporal-backend.svc.cluster.local";

    private static final Duration READY = Duration.ofSeconds(180);

    private final Ground ground;
    private final Host host;
    private final Path kubeconfig;
    private final Path templates;
    private final Daemon istiod;

    /**
     * @param host of the region
     * @param kubeconfig of an administrator of the region's API server
     */
    public Mesh(Ground ground, Host host, Path kubeconfig) throws IOException {
        this.ground = ground;
        this.host = host;
        this.kubeconfig = kubeconfig;
        this.templates = ground.scripts().resolve("mesh");
        certificate();
        this.istiod = istiod();
    }

    /**
     * The region's objects as a file.
     *
     * @param other the other region
     * @param name of the other region in this mesh
     * @param own whether the traffic stays here at first
     */
    public Path objects(Host other, String name, boolean own) throws IOException {
        return write(
                "objects.yaml",
                "objects-" + host.name() + ".yaml",
                Map.of(
                        "own-weight",
                        own ? "100" : "0",
                        "other-weight",
                        own ? "0" : "100",
                        "own",
                        host.address(),
                        "other",
                        other.address(),
                        "host",
                        name));
    }

    /** istiod's validation as the API server is told of it. */
    public Path webhook() throws IOException {
        byte[] ca = Files.readAllBytes(Path.of(file("istiod-ca.pem")));
        return write(
                "webhook.yaml",
                "webhook-" + host.name() + ".yaml",
                Map.of("ca", Base64.getEncoder().encodeToString(ca)));
    }

    private void certificate() throws IOException {
        TestCa ca = new TestCa("istiod");
        ca.writeCertificate(Path.of(file("istiod-ca.pem")));
        ca.issue("127.0.0.1", Instant.now().plus(Duration.ofDays(1)))
                .write(Path.of(file("istiod.pem")), Path.of(file("istiod.key")));
    }

    private String file(String name) {
        return ground.directory().resolve(host.name() + "-" + name).toString();
    }

    private Daemon istiod() {
        List<String> command = new ArrayList<>(
                List.of(ground.program("istiod").toString(), "discovery", "--kubeconfig", kubeconfig.toString()));
        command.addAll(List.of("--meshConfig", templates.resolve("mesh.yaml").toString()));
        command.addAll(List.of("--grpcAddr", "127.0.0.1:25010", "--httpAddr", "0.0.0.0:" + ISTIOD_HTTP));
        command.addAll(List.of("--monitoringAddr", "0.0.0.0:" + ISTIOD_METRICS, "--secureGRPCAddr", ""));
        command.addAll(List.of("--httpsAddr", "127.0.0.1:" + ISTIOD_HTTPS, "--tlsCertFile", file("istiod.pem")));
        command.addAll(List.of("--tlsKeyFile", file("istiod.key"), "--caCertFile", file("istiod-ca.pem")));
        command.addAll(List.of("--ctrlz_port", "0", "--shutdownDuration", "1s"));
        // Vanilla Envoy knows neither of Istio's own filters, and there is no agent that would bring certificates.
        Map<String, String> environment = Map.of(
                "PILOT_ENABLE_METADATA_EXCHANGE", "false",
                "PILOT_ENABLE_ALPN_FILTER", "false",
                "PILOT_CERT_PROVIDER", "none",
                "ENABLE_CA_SERVER", "false",
                "POD_NAME", "istiod-0",
                "POD_NAMESPACE", "istio-system");
        return new Daemon(ground, host, command, environment, log("istiod"));
    }

    /** Starts istiod unless it runs, and waits until it serves proxies. */
    public void startIstiod() throws IOException, InterruptedException {
        istiod.start();
        URI ready = URI.create("http://" + host.seen() + ":" + ISTIOD_HTTP + "/ready");
        Http.await(ready, READY, istiod.process(), istiod.log());
    }

    /** As a power cut would. */
    public void killIstiod() {
        istiod.kill();
    }

    /** Starts both Envoys and waits until they serve. */
    public void startProxies() throws IOException, InterruptedException {
        String gateway = "router~10.99.0.1~temporal-gw-0.istio-ingress";
        proxy("gateway", gateway, "istio-ingress", "istio: ingressgateway", GATEWAY_ADMIN);
        String sidecar = "sidecar~10.99.0.2~worker-0.temporal-workers";
        proxy("sidecar", sidecar, "temporal-workers", "app: worker", SIDECAR_ADMIN);
    }

    private void proxy(String name, String id, String namespace, String label, int admin)
            throws IOException, InterruptedException {
        Map<String, String> values = Map.of(
                "id",
                id + "~" + namespace + ".svc.cluster.local",
                "cluster",
                name + "." + namespace,
                "namespace",
                namespace,
                "labels",
                label,
                "admin",
                String.valueOf(admin));
        Path config = write("envoy.yaml", name + "-" + host.name() + ".yaml", values);
        List<String> command = new ArrayList<>(List.of(ground.venv("envoy").toString(), "-c", config.toString()));
        command.addAll(List.of("--disable-hot-restart", "--concurrency", "1", "-l", "warning"));
        Daemon envoy = new Daemon(ground, host, command, Map.of(), log(name));
        envoy.start();
        Http.await(admin(admin, "/ready"), READY, envoy.process(), envoy.log());
    }

    /** A page of an Envoy's admin port. */
    public URI admin(int port, String path) {
        return URI.create("http://" + host.seen() + ":" + port + path);
    }

    private Path log(String name) {
        return ground.directory().resolve(name + "-" + host.name() + ".log");
    }

    private Path write(String template, String name, Map<String, String> values) throws IOException {
        String text = Files.readString(templates.resolve(template));
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace("@" + value.getKey() + "@", value.getValue());
        }
        return Files.writeString(ground.directory().resolve(name), text);
    }
}
