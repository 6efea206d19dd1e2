package dev.temporalfailover.config;

import dev.temporalfailover.config.EndpointSection.From;
import dev.temporalfailover.config.settings.Durations;
import dev.temporalfailover.config.settings.Problems;
import dev.temporalfailover.config.settings.Section;
import dev.temporalfailover.config.settings.Setting;
import dev.temporalfailover.config.settings.Setting.Shape;
import dev.temporalfailover.config.settings.Types;
import dev.temporalfailover.config.settings.ValueType;
import dev.temporalfailover.probe.pool.PoolSource;
import dev.temporalfailover.probe.pool.PoolSource.Exporter;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One of section {@code network_monitoring.pool_sources}, and which instances read it. */
record PoolSection(From from, PoolSource source) {
    private static final Setting<String> REGION =
            Setting.required("region", Types.NAME).means("Region of the connection pool; one of `regions`.");
    private static final Setting<Exporter> SOURCE = Setting.required("source", ValueType.word(Exporter.class))
            .means("`envoy`: active connections and limit of an Envoy cluster. `temporal`: gRPC connections and the"
                    + " database pool.");
    private static final Setting<URI> URL = Setting.required("url", Types.HTTP_URL)
            .means(
                    "Metrics page in the Prometheus text"
                            + " format. By http it is read at every address of the name: of a headless Service that is each pod.");
    private static final Setting<String> CLUSTER = Setting.optional("cluster", Types.TEXT, "required for envoy")
            .means("Envoy's name of the cluster, for example"
                    + " `outbound|7233||temporal-frontend.temporal-backend.svc.cluster.local`.");
    private static final Setting<From> FROM =
            Setting.of("from", ValueType.word(From.class), "same_region").means("Which instances read it.");
    private static final Setting<Duration> INTERVAL =
            Setting.of("interval", Durations.from("1s", "10m"), "15s").means("Time between reads.");

    static final Shape SHAPE = new Shape(REGION, SOURCE, URL, CLUSTER, FROM, INTERVAL);

    static List<PoolSection> read(List<Section> sections, List<String> all) {
        List<PoolSection> pools = new ArrayList<>();
        for (Section s : sections) {
            String region = s.value(REGION);
            Exporter exporter = s.value(SOURCE);
            if (region != null && !all.contains(region)) {
                s.wrong(REGION, Problems.quoted(region) + " is not one of regions: " + String.join(", ", all));
            }
            if (exporter != null && (exporter == Exporter.ENVOY) != s.has(CLUSTER)) {
                s.wrong(
                        CLUSTER,
                        exporter == Exporter.ENVOY ? "is missing; Envoy's page has many" : "belongs to envoy only");
            }
            pools.add(new PoolSection(
                    s.value(FROM),
                    new PoolSource(region, exporter, s.value(URL), s.optional(CLUSTER), s.value(INTERVAL))));
        }
        return pools;
    }
}
