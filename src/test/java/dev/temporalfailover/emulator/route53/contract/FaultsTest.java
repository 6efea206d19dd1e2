package dev.temporalfailover.emulator.route53.contract;

import static dev.temporalfailover.emulator.route53.contract.Emulated.create;
import static dev.temporalfailover.emulator.route53.contract.Emulated.simple;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.emulator.route53.Fault;
import dev.temporalfailover.emulator.route53.RecordSet;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Type;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.route53.model.PriorRequestNotCompleteException;
import software.amazon.awssdk.services.route53.model.Route53Exception;

/** Injected faults as the SDK's caller meets them. */
class FaultsTest {
    private Emulated aws;

    @BeforeEach
    void start() throws IOException {
        aws = new Emulated();
    }

    @AfterEach
    void close() throws IOException {
        aws.close();
    }

    @Test
    void the_next_n_requests_are_refused_and_the_one_after_them_is_not() {
        aws.emulator.faults().next(2, Fault.throttling());
        assertEquals("Throttling", code());
        assertEquals("Throttling", code());
        assertEquals(2, aws.list().size());
    }

    @Test
    void errors_come_as_their_code() {
        aws.emulator.faults().next(1, Fault.accessDenied());
        aws.emulator.faults().next(1, Fault.internalError());
        aws.emulator.faults().next(1, Fault.serviceUnavailable());
        assertEquals("AccessDenied", code());
        assertEquals("InternalFailure", code());
        assertEquals("ServiceUnavailable", code());
    }

    @Test
    void a_fault_of_one_operation_leaves_the_others_alone_and_applies_nothing() {
        aws.emulator.faults().nextOf("ChangeResourceRecordSets", 1, Fault.priorRequestNotComplete());
        assertEquals(2, aws.list().size());
        assertThrows(PriorRequestNotCompleteException.class, this::change);
        assertEquals(2, aws.list().size());
        change();
        assertEquals(3, aws.list().size());
    }

    @Test
    void a_lost_answer_has_been_applied_once() {
        aws.emulator.faults().nextOf("ChangeResourceRecordSets", 1, new Fault.LoseAnswer());
        assertThrows(SdkClientException.class, this::change);
        assertEquals(1, aws.emulator.requests("ChangeResourceRecordSets"));
        assertNotNull(aws.listed("new.example.com.", "A", null));
    }

    @Test
    void garbage_is_an_error_and_applies_nothing() {
        aws.emulator.faults().nextOf("ChangeResourceRecordSets", 1, Fault.garbage());
        assertThrows(SdkException.class, this::change);
        assertNull(aws.listed("new.example.com.", "A", null));
    }

    /** API_ChangeResourceRecordSets shows this form; whoever goes by the exception's type must know that it is lost. */
    @Test
    void the_sdk_does_not_tell_the_documented_form_of_an_invalid_batch() {
        aws.emulator.faults().next(1, Fault.documentedInvalidChangeBatch("Tried to delete ..."));
        var e = assertThrows(Route53Exception.class, this::change);
        assertEquals(Route53Exception.class, e.getClass());
        assertEquals(400, e.statusCode());
        assertNull(e.awsErrorDetails().errorCode());
    }

    @Test
    void a_huge_answer_is_an_error_and_the_next_request_is_answered() {
        aws.emulator.faults().next(1, new Fault.Huge(20_000_000));
        assertThrows(SdkException.class, () -> aws.list());
        assertEquals(2, aws.list().size());
    }

    /** The SDK's XML parser recurses: its caller meets an Error, not an exception. */
    @Test
    void a_deeply_nested_answer_overflows_the_sdks_stack_and_the_next_request_is_answered() {
        aws.emulator.faults().next(1, new Fault.Nested(1_000_000));
        assertThrows(StackOverflowError.class, () -> aws.list());
        assertEquals(2, aws.list().size());
    }

    @Test
    void a_delayed_answer_has_been_applied_before_it_comes() throws Exception {
        aws.emulator.faults().nextOf("ChangeResourceRecordSets", 1, new Fault.Delay(Duration.ofMinutes(1)));
        CompletableFuture<Void> slow = CompletableFuture.runAsync(this::change);
        await().until(() -> aws.listed("new.example.com.", "A", null) != null);
        assertFalse(slow.isDone());
        aws.emulator.faults().clear();
        slow.get(30, TimeUnit.SECONDS);
    }

    @Test
    void a_hanging_request_is_never_answered_and_ends_when_faults_are_cleared() {
        aws.emulator.faults().nextOf("ChangeResourceRecordSets", 1, new Fault.Hang());
        CompletableFuture<Void> hanging = CompletableFuture.runAsync(this::change);
        await().until(() -> aws.emulator.requests("ChangeResourceRecordSets") == 1);
        assertFalse(hanging.isDone());
        aws.emulator.faults().clear();
        var e = assertThrows(ExecutionException.class, () -> hanging.get(30, TimeUnit.SECONDS));
        assertTrue(e.getCause() instanceof SdkClientException, () -> "got " + e.getCause());
        assertNull(aws.listed("new.example.com.", "A", null));
    }

    @Test
    void a_dead_api_refuses_connections_while_dns_goes_on_and_comes_back_on_its_port() throws IOException {
        aws.emulator.create(aws.zoneId, RecordSet.simple("a.example.com", "A", 30, "192.0.2.1"));
        aws.pass(Duration.ofSeconds(30));
        var endpoint = aws.emulator.apiEndpoint();
        aws.emulator.apiDown();
        assertThrows(SdkClientException.class, () -> aws.list());
        assertEquals(1, aws.answers("a.example.com.", Type.A).size());
        aws.emulator.apiUp();
        assertEquals(endpoint, aws.emulator.apiEndpoint());
        assertEquals(3, aws.list().size());
    }

    @Test
    void closing_ends_every_thread_of_the_emulator() throws Exception {
        Emulated other = new Emulated();
        other.answers("a.example.com.", Type.A);
        other.list();
        other.close();
        aws.close();
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(t -> t.getName().startsWith("route53-")));
    }

    private String code() {
        return assertThrows(Route53Exception.class, () -> aws.list())
                .awsErrorDetails()
                .errorCode();
    }

    private void change() {
        aws.change(create(simple("new.example.com", "A", 30, "192.0.2.1")));
    }
}
