package dev.temporalfailover.real.stand;

import dev.temporalfailover.real.ground.Ground;
import dev.temporalfailover.real.ground.Host;
import dev.temporalfailover.testkit.TestCa;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The command lines of one cluster's two processes and the files that they read.
 *
 * @param directory of all files; etcd's data too, without fsync, so that a slow disk does not decide what is measured
 * @param port of the API server
 * @param etcd client port, on the host's own loopback; the next one is its peer port
 * @param peer etcd's peer port, which nobody uses
 * @param admin token of a member of {@code system:masters}
 */
record ControlPlane(Path directory, Host host, int port, int etcd, int peer, String admin) {
    /** The watcher's own clients, in the audit. */
    static final String AGENT = "stand/1";

    private static final int LIMIT_MILLIS = 5_000;

    /** Writes certificates, keys, tokens and the audit policy. */
    void write() throws IOException {
        Instant end = Instant.now().plus(Duration.ofDays(1));
        TestCa ca = new TestCa("cluster");
        ca.writeCertificate(ca());
        List<String> addresses = List.of(host.address(), host.seen(), "127.0.0.1", "kubernetes.default.svc");
        ca.issue(addresses.stream().distinct().toList(), end).write(file("server.pem"), file("server.key"));
        ca.issue("service-accounts", end).write(file("accounts.pem"), file("accounts.key"));
        Files.writeString(file("tokens.csv"), admin + ",admin,admin,\"system:masters\"\n");
        // Everybody but the administrators and the API server itself; also those that it does not know.
        Files.writeString(file("audit-policy.yaml"), """
                apiVersion: audit.k8s.io/v1
                kind: Policy
                omitStages: [RequestReceived]
                rules:
                  - {level: None, userGroups: ['system:masters']}
                  - {level: Metadata}
                """);
    }

    /** Somebody with this bearer token, on the watcher's own network; the caller closes it. */
    KubernetesClient client(String token) {
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl("https://" + host.seen() + ":" + port)
                .withCaCertFile(ca().toString())
                .withOauthToken(token)
                .withUserAgent(AGENT)
                .withRequestTimeout(LIMIT_MILLIS)
                .withConnectionTimeout(LIMIT_MILLIS)
                .withRequestRetryBackoffLimit(0)
                .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    /** An administrator's kubeconfig, for who runs on the same host. */
    Path kubeconfig() throws IOException {
        return Files.writeString(file("kubeconfig"), """
                apiVersion: v1
                kind: Config
                clusters: [{name: own, cluster: {server: 'https://127.0.0.1:%d', certificate-authority: '%s'}}]
                users: [{name: admin, user: {token: %s}}]
                contexts: [{name: own, context: {cluster: own, user: admin}}]
                current-context: own
                """.formatted(port, ca(), admin));
    }

    Path ca() {
        return file("ca.pem");
    }

    Path audit() {
        return file("audit.log");
    }

    Daemon etcd(Ground ground) throws IOException {
        String url = "http://127.0.0.1:" + etcd;
        String peers = "http://127.0.0.1:" + peer;
        List<String> command = List.of(
                ground.debian("etcd").toString(),
                "--name=etcd",
                "--data-dir=" + file("etcd"),
                "--listen-client-urls=" + url,
                "--advertise-client-urls=" + url,
                "--listen-peer-urls=" + peers,
                "--initial-advertise-peer-urls=" + peers,
                "--initial-cluster=etcd=" + peers,
                "--snapshot-count=5000",
                "--quota-backend-bytes=268435456",
                "--unsafe-no-fsync",
                "--log-level=warn");
        return new Daemon(ground, host, command, Map.of(), file("etcd.log"));
    }

    Daemon server(Ground ground) {
        // A host in a namespace has two addresses: the one for the others and the one for the watcher.
        String bind = host.address().equals(host.seen()) ? host.address() : "0.0.0.0";
        List<String> command = List.of(
                ground.program("kube-apiserver").toString(),
                "--etcd-servers=http://127.0.0.1:" + etcd,
                "--bind-address=" + bind,
                "--advertise-address=" + host.address(),
                "--endpoint-reconciler-type=none",
                "--secure-port=" + port,
                "--cert-dir=" + directory,
                "--tls-cert-file=" + file("server.pem"),
                "--tls-private-key-file=" + file("server.key"),
                "--service-cluster-ip-range=10.96.0.0/24",
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-key-file=" + file("accounts.pem"),
                "--service-account-signing-key-file=" + file("accounts.key"),
                "--token-auth-file=" + file("tokens.csv"),
                "--authorization-mode=RBAC",
                "--disable-admission-plugins=ServiceAccount",
                "--audit-policy-file=" + file("audit-policy.yaml"),
                "--audit-log-path=" + audit());
        return new Daemon(ground, host, command, Map.of(), file("kube-apiserver.log"));
    }

    private Path file(String name) {
        return directory.resolve(name);
    }
}
