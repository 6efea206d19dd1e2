package dev.temporalfailover.emulator.route53.contract;

import static dev.temporalfailover.emulator.route53.contract.Emulated.create;
import static dev.temporalfailover.emulator.route53.contract.Emulated.delete;
import static dev.temporalfailover.emulator.route53.contract.Emulated.simple;
import static dev.temporalfailover.emulator.route53.contract.Emulated.upsert;
import static dev.temporalfailover.emulator.route53.contract.Emulated.weighted;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.temporalfailover.emulator.route53.AcceptedChange;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.route53.model.Change;
import software.amazon.awssdk.services.route53.model.ChangeStatus;
import software.amazon.awssdk.services.route53.model.InvalidChangeBatchException;
import software.amazon.awssdk.services.route53.model.NoSuchChangeException;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/**
 * Batches as AWS documents them: APIReference/API_ChangeResourceRecordSets, "Deleting Resource Record Sets" and "Change
 * Batches and Transactional Changes". The wording of errors is that of the live service as quoted in public issues
 * (kubernetes-sigs/external-dns 732, boto/boto 2887).
 */
class RecordChangeContractTest {
    private static final String NAME = "api.example.com.";
    private static final String EAST = "[name='api.example.com.', type='A', set identifier='us-east-1']";
    private Emulated aws;

    @BeforeEach
    void start() throws IOException {
        aws = new Emulated();
        aws.change(create(east(100)), create(west(0)));
    }

    @AfterEach
    void close() throws IOException {
        aws.close();
    }

    private static ResourceRecordSet east(long weight) {
        return weighted(NAME, "us-east-1", weight, "192.0.2.1");
    }

    private static ResourceRecordSet west(long weight) {
        return weighted(NAME, "us-west-2", weight, "192.0.2.2");
    }

    @Test
    void a_delete_with_all_the_same_values_and_a_create_replace_the_record_in_one_operation() {
        aws.change(delete(east(100)), delete(west(0)), create(east(0)), create(west(100)));
        assertEquals(0, aws.listed(NAME, "A", "us-east-1").weight());
        assertEquals(100, aws.listed(NAME, "A", "us-west-2").weight());
    }

    /** "You must specify all the same values that you specified when you created it." */
    @Test
    void a_delete_with_another_weight_ttl_value_or_health_check_is_refused() {
        String health = aws.client
                .createHealthCheck(c -> c.callerReference("r")
                        .healthCheckConfig(
                                h -> h.type("TCP").ipAddress("127.0.0.1").port(1)))
                .healthCheck()
                .id();
        ResourceRecordSet is = east(100);
        for (ResourceRecordSet other : List.of(
                east(99),
                is.toBuilder().ttl(31L).build(),
                weighted(NAME, "us-east-1", 100, "192.0.2.3"),
                is.toBuilder().healthCheckId(health).build())) {
            assertRefused(
                    "[Tried to delete resource record set " + EAST
                            + " but the values provided do not match the current values]",
                    delete(other));
        }
    }

    @Test
    void a_delete_with_another_alias_target_is_refused() {
        aws.change(create(aws.alias("alias.example.com", NAME, true)));
        assertRefused(
                "[Tried to delete resource record set [name='alias.example.com.', type='A'] but the values provided do"
                        + " not match the current values]",
                delete(aws.alias("alias.example.com", NAME, false)));
        aws.change(delete(aws.alias("alias.example.com", NAME, true)));
        assertNull(aws.listed("alias.example.com.", "A", null));
    }

    @Test
    void a_delete_with_the_values_in_another_order_is_taken() {
        aws.change(create(simple("two.example.com", "A", 30, "192.0.2.1", "192.0.2.2")));
        aws.change(delete(simple("two.example.com", "A", 30, "192.0.2.2", "192.0.2.1")));
        assertNull(aws.listed("two.example.com.", "A", null));
    }

    @Test
    void a_delete_of_what_is_not_there_is_refused() {
        assertRefused(
                "[Tried to delete resource record set [name='gone.example.com.', type='A'] but it was not found]",
                delete(simple("gone.example.com", "A", 30, "192.0.2.9")));
    }

    @Test
    void a_create_of_what_exists_is_refused() {
        assertRefused("[Tried to create resource record set " + EAST + " but it already exists]", create(east(1)));
    }

    @Test
    void an_upsert_creates_or_overwrites() {
        aws.change(upsert(east(7)), upsert(simple("new.example.com", "A", 30, "192.0.2.9")));
        assertEquals(7, aws.listed(NAME, "A", "us-east-1").weight());
        assertEquals(30, aws.listed("new.example.com.", "A", null).ttl());
    }

    /** "If you try to delete the same resource record set more than once in a single change batch ..." */
    @Test
    void the_same_set_deleted_twice_in_a_batch_is_refused() {
        assertRefused(
                "[The request contains an invalid set of changes for a resource record set 'A api.example.com.']",
                delete(east(100)),
                delete(east(100)));
    }

    @Test
    void the_same_set_created_twice_in_a_batch_is_refused() {
        ResourceRecordSet fresh = simple("new.example.com", "A", 30, "192.0.2.9");
        assertRefused(
                "[The request contains an invalid set of changes for a resource record set 'A new.example.com.']",
                create(fresh),
                create(fresh));
    }

    @Test
    void a_batch_with_one_wrong_change_changes_nothing_and_names_every_error() {
        assertRefused(
                "[Tried to delete resource record set [name='api.example.com.', type='A', set identifier='us-west-2'] but"
                        + " the values provided do not match the current values, Tried to create resource record set"
                        + " [name='other.example.com.', type='A'] but it already exists]",
                () -> aws.change(create(simple("other.example.com", "A", 30, "192.0.2.8"))),
                upsert(simple("new.example.com", "A", 30, "192.0.2.9")),
                delete(east(100)),
                delete(west(7)),
                create(simple("other.example.com", "A", 30, "192.0.2.8")));
        assertNull(aws.listed("new.example.com.", "A", null));
    }

    /** What the compare-and-swap of two leaders rests on. */
    @Test
    void of_many_batches_that_delete_the_same_old_values_at_once_exactly_one_wins() throws Exception {
        int writers = 8;
        var pool = Executors.newFixedThreadPool(writers);
        try {
            List<Callable<Boolean>> races = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                int weight = i + 1;
                races.add(() -> {
                    try {
                        aws.change(delete(east(100)), create(east(weight)));
                        return true;
                    } catch (InvalidChangeBatchException lost) {
                        return false;
                    }
                });
            }
            int won = 0;
            for (var race : pool.invokeAll(races)) {
                won += race.get() ? 1 : 0;
            }
            assertEquals(1, won);
        } finally {
            pool.shutdownNow();
        }
    }

    /** API_GetChange: PENDING until the change is on all Route 53 name servers, then INSYNC. */
    @Test
    void a_change_is_pending_first_and_in_sync_when_it_has_propagated() {
        var info = aws.change(upsert(east(1))).changeInfo();
        assertEquals(ChangeStatus.PENDING, info.status());
        assertEquals(aws.now(), info.submittedAt());
        aws.pass(Duration.ofMillis(29_999));
        assertEquals(ChangeStatus.PENDING, status(info.id()));
        aws.pass(Duration.ofMillis(1));
        assertEquals(ChangeStatus.INSYNC, status(info.id()));
    }

    @Test
    void a_change_id_that_was_never_given_is_not_found() {
        var e = assertThrows(NoSuchChangeException.class, () -> status("C0"));
        assertEquals(404, e.statusCode());
    }

    @Test
    void listeners_hear_of_accepted_batches_only_with_the_time_of_writing_and_of_sync() {
        List<AcceptedChange> heard = new ArrayList<>();
        aws.emulator.onAccepted(heard::add);
        assertThrows(InvalidChangeBatchException.class, () -> aws.change(delete(east(1))));
        var info = aws.change(delete(east(100)), create(east(1))).changeInfo();
        assertEquals(1, heard.size());
        assertEquals(info.id(), heard.get(0).id());
        assertEquals(aws.now(), heard.get(0).acceptedAt());
        assertEquals(aws.now().plusSeconds(30), heard.get(0).inSyncAt());
        assertEquals(2, heard.get(0).changes().size());
    }

    private ChangeStatus status(String id) {
        return aws.client.getChange(r -> r.id(id)).changeInfo().status();
    }

    private void assertRefused(String message, Change... changes) {
        assertRefused(message, () -> {}, changes);
    }

    private void assertRefused(String message, Runnable first, Change... changes) {
        first.run();
        var before = aws.list();
        var e = assertThrows(InvalidChangeBatchException.class, () -> aws.change(changes));
        assertEquals(message, e.awsErrorDetails().errorMessage());
        assertEquals(400, e.statusCode());
        assertEquals(before, aws.list());
    }
}
