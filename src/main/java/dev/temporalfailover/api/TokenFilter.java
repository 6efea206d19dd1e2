package dev.temporalfailover.api;

import dev.temporalfailover.api.access.AccessTokens;
import dev.temporalfailover.api.access.Refusal;
import dev.temporalfailover.api.access.RefusedCallers;
import dev.temporalfailover.telemetry.Telemetry;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.NameBinding;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.SimpleResourceInfo;

/**
 * Checks the bearer token of the methods that act, before their body is read. It runs on the worker thread of a blocking
 * method, because it may ask the Kubernetes API.
 */
class TokenFilter {
    /** Scheme of the calls that are {@link ForOperators}. */
    static final String OPERATOR = "operator";

    /** Scheme of the calls that are {@link ForAlertmanager}. */
    static final String ALERTS = "alerts";

    /** The right to force a move, for users of Kubernetes: to post to this path. */
    static final String FORCE = "/api/v1/force";

    private final AccessTokens tokens;
    private final CurrentCaller caller;
    private final Telemetry telemetry;
    private final RefusedCallers refusedCallers;

    TokenFilter(AccessTokens tokens, CurrentCaller caller, Telemetry telemetry, RefusedCallers refusedCallers) {
        this.tokens = tokens;
        this.caller = caller;
        this.telemetry = telemetry;
        this.refusedCallers = refusedCallers;
    }

    /** A method that only the bearer of the operators' token, or an allowed user of Kubernetes, may call. */
    @NameBinding
    @Retention(RetentionPolicy.RUNTIME)
    @interface ForOperators {}

    /** The same with the token of Alertmanager. */
    @NameBinding
    @Retention(RetentionPolicy.RUNTIME)
    @interface ForAlertmanager {}

    @ForOperators
    @ServerRequestFilter
    void operator(ContainerRequestContext request, HttpServerRequest http, SimpleResourceInfo method) {
        // By the method's name: the path as sent may be spelled in other ways, and rights are given for this one.
        String action = method.getMethodName();
        try {
            String bearer = bearer(request);
            caller.set(tokens.requireOperator(bearer, "/api/v1/" + action));
            caller.mayForce(() -> tokens.requireOperator(bearer, FORCE));
        } catch (Refusal refused) {
            telemetry.intent(action, refused.status() == 503 ? "unavailable" : "denied");
            throw counted(OPERATOR, http, refused);
        }
    }

    @ForAlertmanager
    @ServerRequestFilter
    void alerts(ContainerRequestContext request, HttpServerRequest http) {
        try {
            caller.set(tokens.requireAlerts(bearer(request), AlertsResource.PATH));
        } catch (Refusal refused) {
            throw counted(ALERTS, http, refused);
        }
    }

    private Refusal counted(String scheme, HttpServerRequest http, Refusal refused) {
        telemetry.tokenRefused(scheme, refused.status());
        return refused.status() == 503
                ? refused
                : refusedCallers.refused(http.remoteAddress().hostAddress(), refused);
    }

    private static String bearer(ContainerRequestContext request) {
        return request.getHeaders().getFirst(HttpHeaders.AUTHORIZATION);
    }
}
