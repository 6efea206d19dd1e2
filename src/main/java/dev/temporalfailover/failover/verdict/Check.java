package dev.temporalfailover.failover.verdict;

import dev.temporalfailover.failover.Worded;

/** One way of asking a target; the tier is what a good answer proves. */
public enum Check implements Worded {
    /** GetSystemInfo on a warm channel: a constant answer, which does not depend on the database. */
    SYSTEM_INFO(Tier.REACH),
    /** grpc.health.v1 with the role's service name. */
    GRPC_HEALTH(Tier.REACH),
    /** DescribeNamespace, strongly consistent: one read of the metadata database. */
    DESCRIBE_NAMESPACE(Tier.FUNCTION, "database"),
    /** DescribeWorkflowExecution of a workflow that does not exist: only history and its database can say so. */
    DESCRIBE_WORKFLOW(Tier.FUNCTION, "history"),
    /** DescribeTaskQueue of a queue without workers: only matching can answer. */
    DESCRIBE_TASK_QUEUE(Tier.FUNCTION, "matching"),
    /** HTTP GET of the web UI or of the frontend's HTTP API. */
    HTTP(Tier.REACH),
    /** DNS, TCP and TLS from nothing, so that a warm channel cannot hide a broken network. */
    COLD_CONNECT(Tier.REACH);

    private final Tier tier;
    /** What is behind the frontend and has to answer; empty if the frontend answers by itself. */
    private final String behind;

    Check(Tier tier) {
        this(tier, "");
    }

    Check(Tier tier, String behind) {
        this.tier = tier;
        this.behind = behind;
    }

    public Tier tier() {
        return tier;
    }

    /** True if the frontend passes the call on to another role, so that it costs more and is asked less often. */
    public boolean passedOn() {
        return this == DESCRIBE_WORKFLOW || this == DESCRIBE_TASK_QUEUE;
    }

    /** Who does not answer if this check of {@code asked} fails, for example {@code frontend} or {@code history}. */
    String answeredBy(Service asked) {
        return behind.isEmpty() ? asked.word() : behind;
    }
}
