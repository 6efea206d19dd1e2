package dev.temporalfailover.config;

import dev.temporalfailover.api.access.AccessSettings;
import dev.temporalfailover.api.access.AccessSettings.Kubernetes;
import dev.temporalfailover.config.settings.Durations;
import dev.temporalfailover.config.settings.Section;
import dev.temporalfailover.config.settings.Setting;
import dev.temporalfailover.config.settings.Setting.Shape;
import dev.temporalfailover.config.settings.Types;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Section {@code access}. */
final class AccessSection {
    private static final Setting<Path> ALERTS_TOKEN = Setting.optional(
                    "alerts_token_file", Types.SECRET_FILE, "alerts are accepted with a Kubernetes token only")
            .means("File with the bearer token of Alertmanager.");
    private static final Setting<Path> OPERATOR_TOKEN = Setting.optional(
                    "operator_token_file", Types.SECRET_FILE, "actions are accepted with a Kubernetes token only")
            .means("File with the bearer token of operators.");
    private static final Setting<String> AUDIENCE = Setting.of("audience", Types.TEXT, "temporal-failover")
            .means("Audience that a token must have: `kubectl create token NAME --audience=temporal-failover`.");
    private static final Setting<Duration> CACHE = Setting.of("cache", Durations.from("0s", "1m"), "30s")
            .means("How long a positive answer is cached. A right that was withdrawn is valid for at most this time.");
    private static final Setting<Duration> TIMEOUT = Setting.of("timeout", Durations.from("100ms", "10s"), "2s")
            .means("Timeout of each of the two requests to the API server; without an answer the call is refused"
                    + " with 503.");
    private static final Setting<Void> KUBERNETES = Setting.group("kubernetes", new Shape(AUDIENCE, CACHE, TIMEOUT))
            .means("If present, also as `{}`: tokens of service accounts and OIDC users are accepted too, if the API"
                    + " server's TokenReview and SubjectAccessReview allow it. Token files are checked first and need"
                    + " no API server. Needs `deploy/components/token-review`. A witness has no cluster and ignores"
                    + " this section.");

    static final Shape SHAPE = new Shape(ALERTS_TOKEN, OPERATOR_TOKEN, KUBERNETES);

    private AccessSection() {}

    static AccessSettings read(Section s) {
        Section kubernetes = s.group(KUBERNETES);
        return new AccessSettings(
                s.optional(ALERTS_TOKEN),
                s.optional(OPERATOR_TOKEN),
                s.has(KUBERNETES)
                        ? Optional.of(new Kubernetes(
                                kubernetes.value(AUDIENCE), kubernetes.value(CACHE), kubernetes.value(TIMEOUT)))
                        : Optional.empty());
    }
}
