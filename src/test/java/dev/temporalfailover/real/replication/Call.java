package dev.temporalfailover.real.replication;

import java.util.Locale;

/** The calls that the truth table asks: each of them needs other parts of a cluster. */
enum Call {
    /** Of Temporal's frontend, nothing else. */
    SYSTEM_INFO {
        @Override
        Answer ask(ClusterCalls cluster, String namespace) throws InterruptedException {
            return cluster.systemInfo();
        }
    },
    /** gRPC's own health check of the frontend. */
    HEALTH {
        @Override
        Answer ask(ClusterCalls cluster, String namespace) throws InterruptedException {
            return cluster.health(Role.FRONTEND.health());
        }
    },
    /** Reads the database. */
    DESCRIBE_NAMESPACE {
        @Override
        Answer ask(ClusterCalls cluster, String namespace) throws InterruptedException {
            return cluster.describe(namespace);
        }
    },
    /** Of an unknown workflow: history and the database. */
    DESCRIBE_WORKFLOW {
        @Override
        Answer ask(ClusterCalls cluster, String namespace) throws InterruptedException {
            return cluster.describeWorkflow(namespace);
        }
    },
    /** Matching. */
    DESCRIBE_TASK_QUEUE {
        @Override
        Answer ask(ClusterCalls cluster, String namespace) throws InterruptedException {
            return cluster.describeTaskQueue(namespace);
        }
    },
    /** To an unknown workflow: history and the database, and only where the namespace is active. */
    SIGNAL_WORKFLOW {
        @Override
        Answer ask(ClusterCalls cluster, String namespace) throws InterruptedException {
            return cluster.signal(namespace);
        }
    };

    abstract Answer ask(ClusterCalls cluster, String namespace) throws InterruptedException;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
