package dev.temporalfailover.config;

import dev.temporalfailover.config.settings.Durations;
import dev.temporalfailover.config.settings.Problems;
import dev.temporalfailover.config.settings.Section;
import dev.temporalfailover.config.settings.Setting;
import dev.temporalfailover.config.settings.Setting.Shape;
import dev.temporalfailover.config.settings.Type;
import dev.temporalfailover.config.settings.Types;
import dev.temporalfailover.probe.pool.PoolSource;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Section {@code network_monitoring.pool_sources}. */
final class PoolSection {
    private static final Setting<String> REGION =
            Setting.required("region", Types.NAME, "Whose connection pool it is; one of `regions`.");
    private static final Setting<Source> SOURCE = Setting.required(
            "source",
            Type.word(Source.class),
            "`envoy`: active and limit of an Envoy cluster. `temporal`: gRPC connections and the database pool.");
    private static final Setting<URI> URL = Setting.required("url", Types.HTTP_URL, "A Prometheus text page.");
    private static final Setting<String> CLUSTER = Setting.optional(
            "cluster",
            Types.TEXT,
            "required for envoy",
            "Envoy's name of the cluster, for example"
                    + " `outbound|7233||temporal-frontend.temporal-backend.svc.cluster.local`.");
    private static final Setting<From> FROM =
            Setting.of("from", Type.word(From.class), "same_region", "Which instances read it.");
    private static final Setting<Duration> INTERVAL =
            Setting.of("interval", Durations.from("1s", "10m"), "15s", "Between reads.");

    static final Shape SHAPE = new Shape(REGION, SOURCE, URL, CLUSTER, FROM, INTERVAL);

    private PoolSection() {}

    /** Whose page it is. */
    enum Source {
        ENVOY,
        TEMPORAL
    }

    /** A page and who reads it. */
    record Pool(From from, PoolSource source) {}

    static List<Pool> read(List<Section> sections, List<String> all) {
        List<Pool> pools = new ArrayList<>();
        for (Section s : sections) {
            String region = s.value(REGION);
            Source source = s.value(SOURCE);
            if (region != null && !all.contains(region)) {
                s.wrong(REGION, Problems.quoted(region) + " is not one of regions: " + String.join(", ", all));
            }
            if (source != null && (source == Source.ENVOY) != s.has(CLUSTER)) {
                s.wrong(
                        CLUSTER,
                        source == Source.ENVOY ? "is missing; Envoy's page has many" : "belongs to envoy only");
            }
            String word = source == null ? null : source.name().toLowerCase(Locale.ROOT);
            pools.add(new Pool(
                    s.value(FROM), new PoolSource(region, word, s.value(URL), s.value(CLUSTER), s.value(INTERVAL))));
        }
        return pools;
    }
}
