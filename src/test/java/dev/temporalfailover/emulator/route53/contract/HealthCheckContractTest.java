package dev.temporalfailover.emulator.route53.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.emulator.route53.checks.HealthChecks;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.route53.model.HealthCheck;
import software.amazon.awssdk.services.route53.model.HealthCheckAlreadyExistsException;
import software.amazon.awssdk.services.route53.model.HealthCheckConfig;
import software.amazon.awssdk.services.route53.model.HealthCheckVersionMismatchException;
import software.amazon.awssdk.services.route53.model.InvalidInputException;
import software.amazon.awssdk.services.route53.model.NoSuchHealthCheckException;

/** The API of health checks: API_CreateHealthCheck, API_HealthCheckConfig, API_UpdateHealthCheck. */
class HealthCheckContractTest {
    private Emulated aws;
    private int references;

    @BeforeEach
    void start() throws IOException {
        aws = new Emulated();
    }

    @AfterEach
    void close() throws IOException {
        aws.close();
    }

    private HealthCheck create(Consumer<HealthCheckConfig.Builder> config) {
        String reference = "r" + ++references;
        return create(reference, config);
    }

    private HealthCheck create(String reference, Consumer<HealthCheckConfig.Builder> config) {
        return aws.client
                .createHealthCheck(r -> r.callerReference(reference).healthCheckConfig(config))
                .healthCheck();
    }

    private static Consumer<HealthCheckConfig.Builder> tcp() {
        return c -> c.type("TCP").ipAddress("127.0.0.1").port(1);
    }

    /** API_HealthCheckConfig: RequestInterval 30 and FailureThreshold 3 unless given. */
    @Test
    void a_check_is_created_with_aws_defaults_found_and_listed() {
        HealthCheck check = create(
                c -> c.type("HTTPS").fullyQualifiedDomainName("a.example.com").resourcePath("/health"));
        assertEquals(1L, check.healthCheckVersion());
        assertEquals(30, check.healthCheckConfig().requestInterval());
        assertEquals(3, check.healthCheckConfig().failureThreshold());
        assertEquals(443, check.healthCheckConfig().port());
        assertTrue(check.healthCheckConfig().enableSNI());
        assertEquals(
                check,
                aws.client.getHealthCheck(r -> r.healthCheckId(check.id())).healthCheck());
        create(tcp());
        create(tcp());
        var page = aws.client.listHealthChecks(r -> r.maxItems("2"));
        assertTrue(page.isTruncated());
        assertEquals(
                1,
                aws.client
                        .listHealthChecks(r -> r.marker(page.nextMarker()))
                        .healthChecks()
                        .size());
    }

    /** API_CreateHealthCheck, CallerReference: its four bullets. */
    @Test
    void a_caller_reference_makes_a_creation_repeatable_and_is_used_up_by_it() {
        HealthCheck first = create("same", tcp());
        assertEquals(first.id(), create("same", tcp()).id());
        assertThrows(
                HealthCheckAlreadyExistsException.class,
                () -> create("same", c -> c.type("TCP").ipAddress("127.0.0.1").port(2)));
        assertFalse(first.id().equals(create("other", tcp()).id()));
        aws.client.deleteHealthCheck(r -> r.healthCheckId(first.id()));
        assertThrows(HealthCheckAlreadyExistsException.class, () -> create("same", tcp()));
    }

    /** API_UpdateHealthCheck, HealthCheckVersion: an intervening update is not overwritten. */
    @Test
    void an_update_with_an_old_version_is_refused() {
        String id = create(tcp()).id();
        var updated = aws.client
                .updateHealthCheck(
                        r -> r.healthCheckId(id).healthCheckVersion(1L).inverted(true))
                .healthCheck();
        assertEquals(2L, updated.healthCheckVersion());
        assertTrue(updated.healthCheckConfig().inverted());
        assertEquals(1, updated.healthCheckConfig().port());
        var e = assertThrows(
                HealthCheckVersionMismatchException.class,
                () -> aws.client.updateHealthCheck(
                        r -> r.healthCheckId(id).healthCheckVersion(1L).inverted(false)));
        assertEquals(409, e.statusCode());
    }

    @Test
    void a_deleted_check_is_gone_and_a_record_that_names_it_stays() {
        String id = create(tcp()).id();
        aws.change(Emulated.create(Emulated.weighted("w.example.com", "x", 1, "192.0.2.1").toBuilder()
                .healthCheckId(id)
                .build()));
        aws.client.deleteHealthCheck(r -> r.healthCheckId(id));
        assertThrows(NoSuchHealthCheckException.class, () -> aws.client.getHealthCheckStatus(r -> r.healthCheckId(id)));
        assertEquals(id, aws.listed("w.example.com.", "A", "x").healthCheckId());
    }

    /** API_HealthCheckConfig: Type, RequestInterval, IPAddress, SearchString, Port. */
    @Test
    void configurations_that_aws_refuses_are_invalid() {
        for (Consumer<HealthCheckConfig.Builder> wrong : List.<Consumer<HealthCheckConfig.Builder>>of(
                c -> c.type("GRPC").ipAddress("127.0.0.1"),
                c -> c.type("HTTP"),
                c -> c.type("HTTP").ipAddress("127.0.0.1").requestInterval(20),
                c -> c.type("HTTP").ipAddress("127.0.0.1").failureThreshold(11),
                c -> c.type("HTTP").ipAddress("10.0.0.1"),
                c -> c.type("HTTP").ipAddress("192.168.1.1"),
                c -> c.type("HTTP").ipAddress("localhost"),
                c -> c.type("HTTP").ipAddress("127.0.0.1").port(0),
                c -> c.type("TCP").ipAddress("127.0.0.1"),
                c -> c.type("HTTP_STR_MATCH").ipAddress("127.0.0.1"),
                c -> c.type("HTTP").ipAddress("127.0.0.1").searchString("x"),
                c -> c.type("CALCULATED"))) {
            assertThrows(InvalidInputException.class, () -> create(wrong));
        }
    }

    /** dns-failover-determining-health-of-endpoints: healthy while more than 18 % of checkers say so. */
    @Test
    void an_endpoint_is_healthy_while_more_than_18_percent_of_checkers_say_so() {
        HealthChecks checks = new HealthChecks(50, 1);
        String id = checks.create("r", config(3, false, false)).id();
        for (int checker = 0; checker < 40; checker++) {
            fail(checks, id, checker, 3);
        }
        assertTrue(checks.healthy(id)); // 10 of 50 are 20 %
        fail(checks, id, 40, 3);
        assertFalse(checks.healthy(id)); // 9 of 50 are 18 %
    }

    /** API_HealthCheckConfig, FailureThreshold: consecutive checks, in both directions. */
    @Test
    void a_checker_changes_its_mind_after_that_many_checks_in_a_row() {
        HealthChecks checks = new HealthChecks(1, 1);
        String id = checks.create("r", config(3, false, false)).id();
        fail(checks, id, 0, 2);
        checks.observe(id, 0, seen(true));
        fail(checks, id, 0, 2);
        assertTrue(checks.healthy(id));
        fail(checks, id, 0, 1);
        assertFalse(checks.healthy(id));
        checks.observe(id, 0, seen(true));
        checks.observe(id, 0, seen(true));
        assertFalse(checks.healthy(id));
        checks.observe(id, 0, seen(true));
        assertTrue(checks.healthy(id));
    }

    /** DeveloperGuide: a new check is healthy until there is data, an inverted one unhealthy. */
    @Test
    void a_new_check_starts_healthy_and_an_inverted_one_unhealthy() {
        assertTrue(aws.emulator.healthy(create(tcp()).id()));
        assertFalse(aws.emulator.healthy(
                create(c -> tcp().andThen(i -> i.inverted(true)).accept(c)).id()));
    }

    /** API_HealthCheckConfig, Disabled: "always ... healthy"; "to stop routing traffic ..., change ... Inverted". */
    @Test
    void a_disabled_check_is_always_healthy_and_inverted_it_is_unhealthy() {
        HealthChecks checks = new HealthChecks(1, 1);
        String id = checks.create("r", config(1, false, true)).id();
        fail(checks, id, 0, 5);
        assertTrue(checks.healthy(id));
        checks.update(id, null, config(1, true, true));
        assertFalse(checks.healthy(id));
    }

    /** API_HealthCheckConfig, HealthThreshold: its bullets. */
    @Test
    void a_calculated_check_counts_its_healthy_children() {
        String up = create(tcp()).id();
        String down =
                create(c -> tcp().andThen(i -> i.inverted(true)).accept(c)).id();
        for (int threshold = 0; threshold <= 3; threshold++) {
            int t = threshold;
            String id = create(c -> c.type("CALCULATED").healthThreshold(t).childHealthChecks(up, down))
                    .id();
            assertEquals(threshold <= 1, aws.emulator.healthy(id), "threshold " + threshold);
        }
    }

    @Test
    void a_calculated_check_has_children_that_exist() {
        assertThrows(
                NoSuchHealthCheckException.class,
                () -> create(c -> c.type("CALCULATED").healthThreshold(1).childHealthChecks("none")));
    }

    private static HealthChecks.Observation seen(boolean ok) {
        return new HealthChecks.Observation(ok, "test", Instant.EPOCH);
    }

    private static void fail(HealthChecks checks, String id, int checker, int times) {
        for (int i = 0; i < times; i++) {
            checks.observe(id, checker, seen(false));
        }
    }

    private static dev.temporalfailover.emulator.route53.checks.HealthCheck.Config config(
            int threshold, boolean inverted, boolean disabled) {
        return new dev.temporalfailover.emulator.route53.checks.HealthCheck.Config(
                "127.0.0.1",
                1,
                "TCP",
                null,
                null,
                null,
                10,
                threshold,
                null,
                inverted,
                disabled,
                null,
                List.of(),
                null);
    }
}
