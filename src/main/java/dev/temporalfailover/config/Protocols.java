package dev.temporalfailover.config;

import dev.temporalfailover.config.EndpointSection.Protocol;
import dev.temporalfailover.config.settings.Problems;
import dev.temporalfailover.failover.verdict.Check;
import dev.temporalfailover.failover.verdict.Service;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Protocol, port and possible checks of each of Temporal's services. Ports are those of Temporal's chart. */
final class Protocols {
    static final String SYSTEM_INFO = "/temporal.api.workflowservice.v1.WorkflowService/GetSystemInfo";
    static final String GRPC_HEALTH = "/grpc.health.v1.Health/Check";

    private Protocols() {}

    static int port(Service service) {
        return switch (service) {
            case FRONTEND -> 7233;
            case FRONTEND_HTTP -> 7243;
            case WEB_UI -> 8080;
            case HISTORY -> 7234;
            case MATCHING -> 7235;
        };
    }

    static Protocol usual(Service service) {
        return overHttp(service) ? Protocol.HTTP : Protocol.GRPC;
    }

    static boolean fits(Service service, Protocol protocol) {
        return overHttp(service) == (protocol != Protocol.GRPC);
    }

    /** What is wrong with a {@code health_check}, null standing for none. */
    static Optional<String> problem(Service service, Protocol protocol, String healthCheck) {
        if (protocol != Protocol.GRPC) {
            return service == Service.WEB_UI && healthCheck == null
                    ? Optional.of("is missing; allowed: the path that an HTTP check gets, such as /healthz")
                    : Optional.empty();
        }
        boolean known = healthCheck == null
                || healthCheck.equals(GRPC_HEALTH)
                || (healthCheck.equals(SYSTEM_INFO) && service == Service.FRONTEND);
        String allowed = service == Service.FRONTEND ? SYSTEM_INFO + " or " + GRPC_HEALTH : GRPC_HEALTH;
        return known
                ? Optional.empty()
                : Optional.of(
                        Problems.quoted(healthCheck) + " is no check of " + service.word() + "; allowed: " + allowed);
    }

    static Set<Check> checks(Service service, Protocol protocol, String healthCheck) {
        if (protocol != Protocol.GRPC) {
            return EnumSet.of(Check.HTTP, Check.COLD_CONNECT);
        }
        return service == Service.FRONTEND && !GRPC_HEALTH.equals(healthCheck)
                ? EnumSet.complementOf(EnumSet.of(Check.HTTP))
                : EnumSet.of(Check.GRPC_HEALTH, Check.COLD_CONNECT);
    }

    /** Empty if it must be written and is not. */
    static Optional<String> httpPath(Service service, String healthCheck) {
        return Optional.ofNullable(
                healthCheck == null && service == Service.FRONTEND_HTTP ? "/api/v1/system-info" : healthCheck);
    }

    private static boolean overHttp(Service service) {
        return service == Service.WEB_UI || service == Service.FRONTEND_HTTP;
    }
}
