package dev.temporalfailover.api;

import dev.temporalfailover.api.access.AccessTokens;
import dev.temporalfailover.api.access.Refusal;
import dev.temporalfailover.telemetry.Telemetry;
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

    private final AccessTokens tokens;
    private final CurrentCaller caller;
    private final Telemetry telemetry;

    TokenFilter(AccessTokens tokens, CurrentCaller caller, Telemetry telemetry) {
        this.tokens = tokens;
        this.caller = caller;
        this.telemetry = telemetry;
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
    void operator(ContainerRequestContext request, SimpleResourceInfo method) {
        // By the method's name: the path as sent may be spelled in other ways, and rights are given for this one.
        String action = method.getMethodName();
        try {
            caller.set(tokens.requireOperator(bearer(request), "/api/v1/" + action));
        } catch (Refusal refused) {
            telemetry.intent(action, refused.status() == 503 ? "unavailable" : "denied");
            throw refused;
        }
    }

    @ForAlertmanager
    @ServerRequestFilter
    void alerts(ContainerRequestContext request) {
        caller.set(tokens.requireAlerts(bearer(request), AlertsResource.PATH));
    }

    private static String bearer(ContainerRequestContext request) {
        return request.getHeaders().getFirst(HttpHeaders.AUTHORIZATION);
    }
}
