package dev.temporalfailover.real;

import dev.temporalfailover.emulator.kubernetes.StrictKubernetesApi;
import dev.temporalfailover.emulator.route53.RecordSet;
import dev.temporalfailover.emulator.route53.Route53Emulator;
import dev.temporalfailover.real.ground.Ground;
import dev.temporalfailover.real.ground.Http;
import dev.temporalfailover.real.ground.Prometheus;
import dev.temporalfailover.real.stand.Frontend;
import dev.temporalfailover.real.stand.Network;
import dev.temporalfailover.testkit.Ports;
import dev.temporalfailover.testkit.service.Artifact;
import dev.temporalfailover.testkit.service.ServiceCommand;
import dev.temporalfailover.testkit.service.ServiceConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Those who watch the same two Temporals and move a record of their own each; all of them stand in the third place. */
final class Racers {
    static final String ZONE = "example.com";
    private static final Duration READY = Duration.ofSeconds(120);

    private final Ground ground;
    private final Route53Emulator route53;
    private final String zone;

    Racers(Ground ground, Route53Emulator route53, String zone) {
        this.ground = ground;
        this.route53 = route53;
        this.zone = zone;
    }

    /** The pair of records of a racer; the first with a health check if there is one. */
    void records(String racer, String check) {
        String name = racer + "." + ZONE;
        RecordSet first = RecordSet.weighted(name, "A", ZoneSteps.EAST, 100, 5, "192.0.2.10");
        RecordSet second = RecordSet.weighted(name, "A", ZoneSteps.WEST, 0, 5, "198.51.100.10");
        route53.create(zone, check == null ? first : first.withHealthCheck(check), second);
    }

    /** This service: one instance in the standby region, by its own verdict alone. {@code probing} is that section. */
    URI service(String racer, String probing, StrictKubernetesApi kubernetes) throws IOException, InterruptedException {
        records(racer, null);
        Path credentials = ZoneSteps.credentials(ground.directory(), route53.accessKeyId(), route53.secretAccessKey());
        String frontend = "{fqdn: %s, port: " + Frontend.PORT + "}";
        String yaml = ServiceConfig.plain("us-west-2", racer)
                .region("us-east-1", frontend.formatted(Network.EAST.address()))
                .region("us-west-2", frontend.formatted(Network.WEST.address()))
                // 60 ms away the default of 100 ms is for machines that do nothing else; the other racers know no
                // DEGRADED.
                .with("network_monitoring: {alerts: [{name: high_latency, threshold: 5s}]}")
                .with("probing: " + probing)
                .with("leadership: {mode: sole}")
                .policy("quiet_period: 0s\ndns: {records: [{name: %s.%s, type: A}]}".formatted(racer, ZONE))
                .dns(
                        zone,
                        route53.apiEndpoint(),
                        credentials,
                        "127.0.0.1:" + route53.dns().getPort())
                .yaml();
        Path config = Files.writeString(ground.directory().resolve(racer + ".yaml"), yaml);
        int port = Ports.free();
        int management = Ports.free();
        ServiceCommand command = ServiceCommand.loopback(port, management, config, racer)
                .shipped()
                .cluster(kubernetes.url());
        Path log = ground.directory().resolve(racer + ".log");
        Process process = ground.children()
                .start(new Artifact(ground.jar()).command(command.options()), command.environment(), log);
        Http.await(URI.create("http://127.0.0.1:" + management + "/health/ready"), READY, process, log);
        return URI.create("http://127.0.0.1:" + port);
    }

    /** blackbox_exporter with one gRPC module. Answers its address. */
    String blackbox() throws IOException, InterruptedException {
        int port = Ports.free();
        Path config = Files.writeString(ground.directory().resolve("blackbox.yml"), """
                modules:
                  frontend:
                    prober: grpc
                    timeout: 2s
                    grpc: {service: temporal.api.workflowservice.v1.WorkflowService, preferred_ip_protocol: ip4}
                """);
        Path log = ground.directory().resolve("blackbox.log");
        Process process = ground.children()
                .start(
                        List.of(
                                ground.debian("prometheus-blackbox-exporter").toString(),
                                "--config.file=" + config,
                                "--web.listen-address=127.0.0.1:" + port),
                        Map.of(),
                        log);
        Http.await(URI.create("http://127.0.0.1:" + port + "/-/healthy"), READY, process, log);
        return "127.0.0.1:" + port;
    }

    /** Prometheus on blackbox_exporter, Alertmanager, and a webhook that flips the records by boto3. */
    Prometheus chain(
            String racer, String blackbox, String interval, String hold, String groupWait, String groupInterval)
            throws IOException, InterruptedException {
        records(racer, null);
        int port = Ports.free();
        Path log = ground.directory().resolve(racer + "-webhook.log");
        Map<String, String> environment = Map.of(
                "ENDPOINT", route53.apiEndpoint().toString(),
                "ACCESS_KEY", route53.accessKeyId(),
                "SECRET_KEY", route53.secretAccessKey(),
                "ZONE", zone,
                "RECORD", racer + "." + ZONE);
        Process hook = ground.children()
                .start(
                        List.of(
                                ground.venv("python").toString(),
                                ground.scripts().resolve("webhook_flip.py").toString(),
                                String.valueOf(port)),
                        environment,
                        log);
        Http.await(URI.create("http://127.0.0.1:" + port + "/"), READY, hook, log);
        Path rules = Files.writeString(ground.directory().resolve(racer + "-rules.yml"), """
                groups:
                  - name: race
                    rules:
                      - alert: TemporalDown
                        expr: probe_success == 0
                        for: %s
                """.formatted(hold));
        String config = """
                global: {scrape_interval: %s, evaluation_interval: %s}
                rule_files: ['%s']
                scrape_configs:
                  - job_name: temporal
                    metrics_path: /probe
                    params: {module: [frontend]}
                    static_configs:
                      - {targets: ['%s:%d'], labels: {region: us-east-1}}
                      - {targets: ['%s:%d'], labels: {region: us-west-2}}
                    relabel_configs:
                      - {source_labels: [__address__], target_label: __param_target}
                      - {source_labels: [__param_target], target_label: instance}
                      - {target_label: __address__, replacement: '%s'}
                """.formatted(
                        interval,
                        interval,
                        rules,
                        Network.EAST.address(),
                        Frontend.PORT,
                        Network.WEST.address(),
                        Frontend.PORT,
                        blackbox);
        String alerts = """
                route: {receiver: flip, group_by: [alertname, region], group_wait: %s, group_interval: %s}
                receivers:
                  - name: flip
                    webhook_configs: [{url: 'http://127.0.0.1:%d/', send_resolved: true}]
                """.formatted(groupWait, groupInterval, port);
        return Prometheus.start(ground, racer, config, alerts);
    }
}
