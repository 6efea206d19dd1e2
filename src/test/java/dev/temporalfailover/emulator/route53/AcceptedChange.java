package dev.temporalfailover.emulator.route53;

import java.time.Instant;
import java.util.List;

/**
 * A batch that was accepted, told to listeners before the answer is sent.
 *
 * @param id of the change, for example {@code C0123456789ABC}
 * @param zoneId hosted zone
 * @param acceptedAt when it was applied, on the emulator's clock: "written"
 * @param inSyncAt when GetChange starts to say INSYNC
 * @param comment of the batch; empty if none
 * @param changes in the batch's order
 */
public record AcceptedChange(
        String id, String zoneId, Instant acceptedAt, Instant inSyncAt, String comment, List<Change> changes) {

    public AcceptedChange {
        changes = List.copyOf(changes);
    }

    /** What a change does. */
    public enum Action {
        CREATE,
        DELETE,
        UPSERT
    }

    /** One element of a batch. */
    public record Change(Action action, RecordSet records) {}
}
