package dev.temporalfailover.real.replication;

import java.util.Locale;

/** The four services of a Temporal cluster, each of them a process of its own. */
enum Role {
    FRONTEND("temporal.api.workflowservice.v1.WorkflowService"),
    HISTORY("temporal.server.api.historyservice.v1.HistoryService"),
    MATCHING("temporal.server.api.matchingservice.v1.MatchingService"),
    WORKER("");

    private final String health;

    Role(String health) {
        this.health = health;
    }

    /** Its word on the command line and in the configuration. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The service that its gRPC health check is asked for. */
    String health() {
        return health;
    }
}
