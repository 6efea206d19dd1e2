package dev.temporalfailover.config;

import dev.temporalfailover.config.settings.Durations;
import dev.temporalfailover.config.settings.Problems;
import dev.temporalfailover.config.settings.Section;
import dev.temporalfailover.config.settings.Setting;
import dev.temporalfailover.config.settings.Setting.Shape;
import dev.temporalfailover.config.settings.Types;
import dev.temporalfailover.traffic.istio.proxy.MeshSettings;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Section {@code mesh}. */
final class MeshSection {
    private static final Setting<String> NAME =
            Setting.required("name", Types.NAME).means("Name in status and log.");
    private static final Setting<URI> ADMIN = Setting.required("admin", Types.HTTP_URL)
            .means("Admin interface of the proxy. Envoy binds it to localhost: in a pod with a sidecar,"
                    + " `http://127.0.0.1:15000` is the sidecar's.");
    private static final Setting<URI> METRICS = Setting.required("metrics", Types.HTTP_URL)
            .means("Metrics page of the replica. Each replica has its own counts; behind a shared address only"
                    + " counts of the same process are compared.");
    private static final Setting<Void> PROXIES = Setting.groups("proxies", new Shape(NAME, ADMIN))
            .means("Envoy proxies that must have every route before it is reported as effective. Without any, no"
                    + " proxy is checked, and the status says so.");
    private static final Setting<Void> ISTIODS = Setting.groups("istiod", new Shape(NAME, METRICS))
            .means("Istiod replicas. Their counts of rejected route updates must not have grown since the route was"
                    + " written.");
    private static final Setting<Duration> TIMEOUT = Setting.of("timeout", Durations.from("10ms", "10s"), "1s")
            .means("Timeout of one round of requests to all of them in parallel; the policy's loop waits for it.");
    private static final Setting<Duration> EFFECTIVE_WITHIN = Setting.of(
                    "effective_within", Durations.from("1s", "1h"), "10s")
            .means("An alarm is raised when a written route is not effective for longer. A healthy mesh takes 0.1 to"
                    + " 0.3 s; the check is repeated until the route is effective.");

    static final Shape SHAPE = new Shape(PROXIES, ISTIODS, TIMEOUT, EFFECTIVE_WITHIN);

    private MeshSection() {}

    static MeshSettings read(Section mesh) {
        Set<String> names = new HashSet<>();
        List<MeshSettings.Proxy> proxies = mesh.groups(PROXIES).stream()
                .map(s -> new MeshSettings.Proxy(name(s, names), bare(s)))
                .toList();
        Set<String> istiods = new HashSet<>();
        return new MeshSettings(
                proxies,
                mesh.groups(ISTIODS).stream()
                        .map(s -> new MeshSettings.Istiod(name(s, istiods), s.value(METRICS)))
                        .toList(),
                mesh.value(TIMEOUT));
    }

    static Duration effectiveWithin(Section mesh) {
        return mesh.value(EFFECTIVE_WITHIN);
    }

    private static String name(Section s, Set<String> names) {
        String name = s.value(NAME);
        if (name != null && !names.add(name)) {
            s.wrong(NAME, Problems.quoted(name) + " is in the list twice");
        }
        return name;
    }

    private static URI bare(Section s) {
        URI admin = s.value(ADMIN);
        if (admin != null && admin.getQuery() != null) {
            s.wrong(ADMIN, s.written(ADMIN) + " has a query; write the address that /config_dump is below");
        }
        return admin;
    }
}
