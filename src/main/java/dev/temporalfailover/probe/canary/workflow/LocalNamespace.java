package dev.temporalfailover.probe.canary.workflow;

import com.google.protobuf.Duration;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.NamespaceState;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.DescribeNamespaceResponse;
import io.temporal.api.workflowservice.v1.RegisterNamespaceRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;

/**
 * The namespace that the workflow runs in. It must not be global: a cluster that is not the active one of a global namespace
 * refuses the start or forwards it to another region, whose answer says nothing of this one.
 *
 * @param create whether a missing one is registered
 */
record LocalNamespace(String name, boolean create) {
    private static final long DAY_SECONDS = 86_400;

    /** Why nothing can be run in it; empty if it is as it must be. Throws what a call throws otherwise. */
    String problem(WorkflowServiceBlockingStub calls) {
        DescribeNamespaceResponse found;
        try {
            found = calls.describeNamespace(
                    DescribeNamespaceRequest.newBuilder().setNamespace(name).build());
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
                return create ? created(calls) : "namespace " + name + " is missing; " + command();
            }
            throw e;
        }
        if (found.getIsGlobalNamespace()) {
            return "namespace " + name
                    + " is global: another region may answer, so nothing was started; use a local one," + " which "
                    + command() + " makes";
        }
        boolean usable = found.getNamespaceInfo().getState() == NamespaceState.NAMESPACE_STATE_REGISTERED;
        return usable ? "" : "namespace " + name + " is deprecated or being deleted";
    }

    private String created(WorkflowServiceBlockingStub calls) {
        calls.registerNamespace(RegisterNamespaceRequest.newBuilder()
                .setNamespace(name)
                .setDescription("Workflows of temporal-failover's canary client; local to this cluster")
                .setWorkflowExecutionRetentionPeriod(Duration.newBuilder().setSeconds(DAY_SECONDS))
                .setIsGlobalNamespace(false)
                .build());
        return "namespace " + name + " was missing and has been registered; it can be used within seconds";
    }

    private String command() {
        return "temporal operator namespace create -n " + name + " --retention 24h";
    }
}
