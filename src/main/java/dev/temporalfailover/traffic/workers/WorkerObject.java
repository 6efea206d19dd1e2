package dev.temporalfailover.traffic.workers;

import dev.temporalfailover.failover.pace.Backoff;
import dev.temporalfailover.failover.situation.Claim;
import dev.temporalfailover.failover.situation.WorkerReading;
import dev.temporalfailover.failover.situation.WorkerReading.WorkerState;
import dev.temporalfailover.traffic.workers.DeploymentDocument.Rollout;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What is known of one Deployment, as it was last read, and of this process' restarts of it. Any thread. */
final class WorkerObject {
    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration UNANSWERED = Duration.ofSeconds(5);
    /** After that long nobody waits for the restart any more. */
    private static final Duration REMEMBERED = Duration.ofHours(1);

    private static final Backoff PATIENCE = Backoff.of(Duration.ofSeconds(1), Duration.ofMinutes(1));

    private final WorkerDeployment deployment;
    private DeploymentDocument document;
    private WorkerState unread = WorkerState.UNREADABLE;
    private String why = "not read yet";
    private Duration next = Duration.ZERO;
    /** Of this process: a rollback of the Deployment may bring an older mark back. */
    private Claim restarted = Claim.NONE;
    /** Why the last restart failed; null if it did not. */
    private String refusal;

    private Claim refused = Claim.NONE;
    private Duration refusedAt = Duration.ZERO;
    private Backoff backoff = PATIENCE;
    private int writes;

    WorkerObject(WorkerDeployment deployment) {
        this.deployment = deployment;
    }

    WorkerDeployment deployment() {
        return deployment;
    }

    synchronized WorkerReading reading(Duration now) {
        Claim claim = claim();
        boolean failed =
                refusal != null && refused.after(claim) && now.minus(refusedAt).compareTo(REMEMBERED) < 0;
        if (document == null) {
            // Until it is read again it is told as it was: one failure is one piece of news.
            return failed
                    ? new WorkerReading(deployment.id(), WorkerState.REFUSED, claim, Optional.empty(), false, refusal)
                    : new WorkerReading(deployment.id(), unread, claim, Optional.empty(), true, why);
        }
        Rollout rollout = document.rollout();
        Optional<Instant> moved = document.moved();
        return rollout.state() == WorkerState.READY && failed
                ? new WorkerReading(deployment.id(), WorkerState.REFUSED, claim, moved, backoff.due(now), refusal)
                : new WorkerReading(deployment.id(), rollout.state(), claim, moved, true, rollout.detail());
    }

    private Claim claim() {
        Claim mark = document == null ? Claim.NONE : document.claim();
        return mark.after(restarted) ? mark : restarted;
    }

    /** As last read; null if it has to be read first. */
    synchronized DeploymentDocument document() {
        return document;
    }

    synchronized boolean due(Duration now) {
        return now.compareTo(next) >= 0;
    }

    /** To be given back with what is read: what was asked for before a write says nothing after it. */
    synchronized int writes() {
        return writes;
    }

    /** @param read null if there is none */
    synchronized void read(int asked, DeploymentDocument read, Duration now) {
        if (asked == writes) {
            document = read;
            unread = WorkerState.MISSING;
            why = "this cluster has none of that name";
            boolean turning = read != null && read.rollout().state() == WorkerState.ROLLING;
            next = now.plus(turning ? SOON : IDLE);
        }
    }

    synchronized void notRead(int asked, String failure, Duration now) {
        if (asked == writes) {
            document = null;
            unread = WorkerState.UNREADABLE;
            why = failure;
            next = now.plus(UNANSWERED);
        }
    }

    /** @param answer as the API server has it now */
    synchronized void restarted(Claim claim, DeploymentDocument answer, Duration now) {
        writes++;
        restarted = claim;
        document = answer;
        refusal = null;
        backoff = PATIENCE;
        next = now.plus(SOON);
    }

    /** It is to be read again before the next try: it may be other than it was, or restarted after all. */
    synchronized void refused(Claim claim, String words, Duration now, double random) {
        writes++;
        document = null;
        unread = WorkerState.UNREADABLE;
        why = "not read again since its restart was refused";
        refusal = words;
        refused = claim;
        refusedAt = now;
        backoff = backoff.failed(now, random);
        next = Duration.ZERO;
    }

    /** What it was is not known where this instance does not lead. */
    synchronized void forget() {
        document = null;
        unread = WorkerState.UNREADABLE;
        why = "only the leader reads it";
        refusal = null;
        next = Duration.ZERO;
    }
}
