package dev.temporalfailover.traffic;

import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.NamespaceReading;
import dev.temporalfailover.failover.situation.ReplicationLag;
import dev.temporalfailover.failover.status.LongPoll;
import dev.temporalfailover.failover.status.NewNamespace;
import dev.temporalfailover.failover.status.NewNamespace.Registered;
import dev.temporalfailover.failover.status.NewNamespace.Result;
import dev.temporalfailover.failover.status.QueuePollers;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Temporal's global namespaces, of one policy. Called by the policy's loop thread only, except {@link #create}. */
public interface NamespaceSwitch {

    /** Of a policy that moves no namespaces. */
    NamespaceSwitch NONE = new NamespaceSwitch() {
        @Override
        public List<NamespaceReading> read() {
            return List.of();
        }

        @Override
        public Map<String, ReplicationLag> replication() {
            return Map.of();
        }

        @Override
        public String render(Step step) {
            throw new IllegalStateException("no namespaces are moved");
        }

        @Override
        public StepOutcome apply(Step step) {
            throw new IllegalStateException("no namespaces are moved");
        }

        @Override
        public Verification verify(Step step) {
            throw new IllegalStateException("no namespaces are moved");
        }
    };

    /** What the clusters of all regions last stated. Never blocks and throws nothing: who did not answer lately is absent. */
    List<NamespaceReading> read();

    /**
     * How far the clusters of other regions are behind this region's, by region, as its own history states it. Never blocks and
     * throws nothing; empty if that is not read, not permitted or too old.
     */
    Map<String, ReplicationLag> replication();

    /**
     * Who polls each critical task queue in this region's own cluster. Never blocks and throws nothing; empty if none is
     * configured and while this instance does not lead.
     */
    default List<QueuePollers> pollers() {
        return List.of();
    }

    /**
     * Makes a namespace of all regions in this region's own cluster; nothing is moved. Any thread; waits no longer than two
     * calls' deadline, and throws nothing.
     */
    default Registered create(NewNamespace wanted) {
        return new Registered(Result.REFUSED, "the policy has no namespaces: namespaces.mode is off");
    }

    /**
     * How long this region's own cluster keeps a poll without a task. Never blocks and throws nothing; empty where it is not
     * measured and while this instance does not lead.
     */
    default Optional<LongPoll> longPoll() {
        return Optional.empty();
    }

    /** The exact requests of the step as text, stable from call to call. */
    String render(Step step);

    /**
     * Makes the step's namespaces active in the region that its record names, by this region's own frontend: each is looked at
     * again, and updated if it still is what was read. Or begins to hand them over to it, or calls that off. All at once; waits
     * no longer than two calls' deadline.
     *
     * @return APPLIED if all are active there now, or their handovers have begun or ended; else the worst outcome, with the namespaces that failed
     */
    StepOutcome apply(Step step);

    /**
     * Whether this region's cluster accepts writes in each of the step's namespaces; an accepted update alone does not say so.
     * Asks each once, waits no longer than one call's deadline, and throws nothing.
     */
    Verification verify(Step step);
}
