package dev.temporalfailover.sandbox.route53;

import static dev.temporalfailover.sandbox.route53.Emulated.create;
import static dev.temporalfailover.sandbox.route53.Emulated.delete;
import static dev.temporalfailover.sandbox.route53.Emulated.simple;
import static dev.temporalfailover.sandbox.route53.Emulated.upsert;
import static dev.temporalfailover.sandbox.route53.Emulated.weighted;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.route53.model.Change;
import software.amazon.awssdk.services.route53.model.ChangeStatus;
import software.amazon.awssdk.services.route53.model.InvalidChangeBatchException;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/**
 * Batches as AWS documents them: APIReference/API_ChangeResourceRecordSets, "Deleting Resource Record Sets" and "Change
 * Batches and Transactional Changes". The wording of errors is that of the live service as quoted in public issues
 * (kubernetes-sigs/external-dns 732, boto/boto 2887).
 */
class RecordChangeContractTest {
    private static final String NAME = "api.example.com.";
    private Emulated aws;

    @BeforeEach
    void start() throws IOException {
        aws = new Emulated();
        aws.change(
                create(weighted(NAME, "us-east-1", 100, "192.0.2.1")),
                create(weighted(NAME, "us-west-2", 0, "192.0.2.2")));
    }

    @AfterEach
    void close() throws IOException {
        aws.close();
    }

    @Test
    void a_delete_with_all_the_same_values_and_a_create_replace_the_record_in_one_operation() {
        aws.change(
                delete(weighted(NAME, "us-east-1", 100, "192.0.2.1")),
                delete(weighted(NAME, "us-west-2", 0, "192.0.2.2")),
                create(weighted(NAME, "us-east-1", 0, "192.0.2.1")),
                create(weighted(NAME, "us-west-2", 100, "192.0.2.2")));
        assertEquals(0, aws.listed(NAME, "A", "us-east-1").weight());
        assertEquals(100, aws.listed(NAME, "A", "us-west-2").weight());
    }

    @Test
    void a_delete_with_another_weight_is_refused() {
        assertRefused(
                "[Tried to delete resource record set [name='api.example.com.', type='A', set identifier='us-east-1'] but"
                        + " the values provided do not match the current values]",
                delete(weighted(NAME, "us-east-1", 99, "192.0.2.1")));
    }

    @Test
    void a_delete_of_what_is_not_there_is_refused() {
        assertRefused(
                "[Tried to delete resource record set [name='gone.example.com.', type='A'] but it was not found]",
                delete(simple("gone.example.com", "A", 30, "192.0.2.9")));
    }

    @Test
    void a_create_of_what_exists_is_refused() {
        assertRefused(
                "[Tried to create resource record set [name='api.example.com.', type='A', set identifier='us-east-1'] but"
                        + " it already exists]",
                create(weighted(NAME, "us-east-1", 1, "192.0.2.1")));
    }

    @Test
    void a_batch_with_one_wrong_change_changes_nothing() {
        var before = aws.list();
        assertThrows(
                InvalidChangeBatchException.class,
                () -> aws.change(
                        upsert(simple("new.example.com", "A", 30, "192.0.2.9")),
                        delete(weighted(NAME, "us-east-1", 100, "192.0.2.1")),
                        delete(weighted(NAME, "us-west-2", 7, "192.0.2.2"))));
        assertEquals(before, aws.list());
        assertNull(aws.listed("new.example.com.", "A", null));
    }

    @Test
    void a_change_is_pending_first_and_in_sync_when_it_has_propagated() {
        var info = aws.change(upsert(simple("new.example.com", "A", 30, "192.0.2.9")))
                .changeInfo();
        assertEquals(ChangeStatus.PENDING, info.status());
        assertEquals(
                ChangeStatus.PENDING,
                aws.client.getChange(r -> r.id(info.id())).changeInfo().status());
        aws.pass(java.time.Duration.ofSeconds(30));
        assertEquals(
                ChangeStatus.INSYNC,
                aws.client.getChange(r -> r.id(info.id())).changeInfo().status());
    }

    private void assertRefused(String message, Change... changes) {
        var before = aws.list();
        var e = assertThrows(InvalidChangeBatchException.class, () -> aws.change(changes));
        assertEquals(message, e.awsErrorDetails().errorMessage());
        assertEquals(400, e.statusCode());
        assertEquals(before, aws.list());
    }

    ResourceRecordSet east() {
        return weighted(NAME, "us-east-1", 100, "192.0.2.1");
    }
}
