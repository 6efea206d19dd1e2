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
            "alerts_token_file",
            Types.SECRET_FILE,
            "alerts are refused, but for Kubernetes tokens",
            "Bearer token of Alertmanager.");
    private static final Setting<Path> OPERATOR_TOKEN = Setting.optional(
            "operator_token_file",
            Types.SECRET_FILE,
            "actions are refused, but for Kubernetes tokens",
            "Bearer token of people.");
    private static final Setting<String> AUDIENCE = Setting.of(
            "audience",
            Types.TEXT,
            "temporal-failover",
            "What a token must have been made for: `kubectl create token NAME --audience=temporal-failover`.");
    private static final Setting<Duration> CACHE = Setting.of(
            "cache",
            Durations.from("0s", "1m"),
            "30s",
            "How long a positive answer is kept, and so how long a right that was taken away still counts at most.");
    private static final Setting<Duration> TIMEOUT = Setting.of(
            "timeout",
            Durations.from("100ms", "10s"),
            "2s",
            "Of each of the two questions to the API server; without an answer the call is refused with 503.");
    private static final Setting<Void> KUBERNETES = Setting.group(
            "kubernetes",
            new Shape(AUDIENCE, CACHE, TIMEOUT),
            false,
            "If written, and be it as `{}`: tokens of service accounts and OIDC users count too, as the API server's"
                    + " TokenReview and SubjectAccessReview say. Token files are looked at first and need no API server. Needs"
                    + " `deploy/components/token-review`. A witness has no cluster and ignores it, so that one file serves all.");

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
