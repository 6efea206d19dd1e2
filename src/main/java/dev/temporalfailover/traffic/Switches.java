package dev.temporalfailover.traffic;

import dev.temporalfailover.failover.plan.Step;

/** What moves the traffic of one policy, by layer. */
public record Switches(
        TakeoverSwitch takeover, DnsSwitch dns, NamespaceSwitch namespaces, RouteSwitch routes, WorkerSwitch workers) {

    /** The exact request of the step as text, stable from call to call. */
    public String render(Step step) {
        return switch (step.layer()) {
            case TAKEOVER -> takeover.render(step);
            case DNS -> dns.render(step);
            case NAMESPACES -> namespaces.render(step);
            case ROUTE -> routes.render(step);
            case WORKERS -> workers.render(step);
        };
    }

    /** Applies the step once. */
    public StepOutcome apply(Step step) {
        return switch (step.layer()) {
            case TAKEOVER -> takeover.apply(step);
            case DNS -> dns.apply(step);
            case NAMESPACES -> namespaces.apply(step);
            case ROUTE -> routes.apply(step);
            case WORKERS -> workers.apply(step);
        };
    }
}
