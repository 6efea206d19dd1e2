package dev.temporalfailover.emulator.route53.contract;

import static dev.temporalfailover.emulator.route53.contract.Emulated.create;
import static dev.temporalfailover.emulator.route53.contract.Emulated.simple;
import static dev.temporalfailover.emulator.route53.contract.Emulated.weighted;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.emulator.route53.RecordSet;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.model.HostedZoneAlreadyExistsException;
import software.amazon.awssdk.services.route53.model.HostedZoneNotEmptyException;
import software.amazon.awssdk.services.route53.model.InvalidDomainNameException;
import software.amazon.awssdk.services.route53.model.InvalidInputException;
import software.amazon.awssdk.services.route53.model.NoSuchHostedZoneException;
import software.amazon.awssdk.services.route53.model.PriorRequestNotCompleteException;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;
import software.amazon.awssdk.services.route53.model.Route53Exception;

/** Zones, listings, request signing and rate: APIReference of the operation that each test calls. */
class ApiContractTest {
    private Emulated aws;

    @BeforeEach
    void start() throws IOException {
        aws = new Emulated();
    }

    @AfterEach
    void close() throws IOException {
        aws.close();
    }

    /** API_ListResourceRecordSets, "Sort order": labels reversed, with the trailing dot, then type. */
    @Test
    void record_sets_are_listed_by_reversed_name_then_type_then_identifier() {
        aws.change(
                create(simple("b.example.com", "A", 30, "192.0.2.1")),
                create(weighted("a.example.com", "y", 1, "192.0.2.1")),
                create(weighted("a.example.com", "x", 1, "192.0.2.1")),
                create(simple("z.a.example.com", "A", 30, "192.0.2.1")),
                create(simple("a-z.example.com", "A", 30, "192.0.2.1")),
                create(simple("a.example.com", "TXT", 30, "\"x\"")));
        assertEquals(
                List.of(
                        "example.com. NS",
                        "example.com. SOA",
                        // the hyphen sorts before the dot that ends "com.example.a."
                        "a-z.example.com. A",
                        "a.example.com. A x",
                        "a.example.com. A y",
                        "a.example.com. TXT",
                        "z.a.example.com. A",
                        "b.example.com. A"),
                described(aws.list()));
    }

    /** API_ListResourceRecordSets, "Displaying the next page of results". */
    @Test
    void a_listing_goes_on_where_the_last_page_says() {
        aws.change(
                create(weighted("a.example.com", "x", 1, "192.0.2.1")),
                create(weighted("a.example.com", "y", 1, "192.0.2.1")),
                create(simple("b.example.com", "A", 30, "192.0.2.1")));
        var first = aws.client.listResourceRecordSets(
                r -> r.hostedZoneId(aws.zoneId).maxItems("3"));
        assertTrue(first.isTruncated());
        assertEquals("a.example.com.", first.nextRecordName());
        assertEquals("A", first.nextRecordTypeAsString());
        assertEquals("y", first.nextRecordIdentifier());
        var second = aws.client.listResourceRecordSets(r -> r.hostedZoneId(aws.zoneId)
                .startRecordName(first.nextRecordName())
                .startRecordType(first.nextRecordType())
                .startRecordIdentifier(first.nextRecordIdentifier())
                .maxItems("3"));
        assertFalse(second.isTruncated());
        assertNull(second.nextRecordName());
        assertEquals(List.of("a.example.com. A y", "b.example.com. A"), described(second.resourceRecordSets()));
    }

    @Test
    void the_sdks_paginator_sees_every_record_set_once() {
        for (int batch = 0; batch < 4; batch++) {
            for (int i = 0; i < 100; i++) {
                aws.emulator.create(
                        aws.zoneId, RecordSet.simple("n" + batch + "-" + i + ".example.com", "A", 30, "192.0.2.1"));
            }
        }
        List<ResourceRecordSet> all = new ArrayList<>();
        aws.client
                .listResourceRecordSetsPaginator(r -> r.hostedZoneId(aws.zoneId))
                .resourceRecordSets()
                .forEach(all::add);
        assertEquals(402, all.size());
        assertEquals(402, all.stream().map(ResourceRecordSet::name).distinct().count() + 1);
        assertEquals(2, aws.emulator.requests("ListResourceRecordSets"));
    }

    /** API_ListResourceRecordSets: "If you specify Type but not Name, Amazon Route 53 returns the InvalidInput error." */
    @Test
    void a_start_type_without_a_start_name_is_invalid() {
        assertThrows(
                InvalidInputException.class,
                () -> aws.client.listResourceRecordSets(
                        r -> r.hostedZoneId(aws.zoneId).startRecordType("A")));
    }

    /** API_ListResourceRecordSets: "This includes records that are PENDING". */
    @Test
    void a_listing_has_pending_changes() {
        aws.change(create(simple("new.example.com", "A", 30, "192.0.2.1")));
        assertEquals(3, aws.list().size());
    }

    @Test
    void a_zone_is_created_found_listed_and_deleted() {
        var created = aws.client.createHostedZone(r -> r.name("Other.example").callerReference("1"));
        String id = created.hostedZone().id();
        assertEquals("other.example.", created.hostedZone().name());
        assertEquals("PENDING", created.changeInfo().statusAsString());
        assertEquals(4, created.delegationSet().nameServers().size());
        assertTrue(created.location().endsWith(id));
        assertEquals(2L, aws.client.getHostedZone(r -> r.id(id)).hostedZone().resourceRecordSetCount());
        assertEquals(2, aws.client.listHostedZones().hostedZones().size());
        assertEquals(
                "other.example.",
                aws.client
                        .listHostedZonesByName(r -> r.dnsName("other.example"))
                        .hostedZones()
                        .get(0)
                        .name());
        aws.client.deleteHostedZone(r -> r.id(id));
        assertThrows(NoSuchHostedZoneException.class, () -> aws.client.getHostedZone(r -> r.id(id)));
    }

    /** API_ListHostedZonesByName: sorted by name with the labels reversed, com.example. before example.other. */
    @Test
    void zones_by_name_are_sorted_by_reversed_labels_and_paged() {
        aws.emulator.createZone("a.org");
        aws.emulator.createZone("b.com");
        var first = aws.client.listHostedZonesByName(r -> r.maxItems("2"));
        assertEquals(
                List.of("b.com.", "example.com."),
                first.hostedZones().stream().map(z -> z.name()).toList());
        assertTrue(first.isTruncated());
        assertEquals("a.org.", first.nextDNSName());
    }

    @Test
    void a_caller_reference_creates_one_zone_only() {
        aws.client.createHostedZone(r -> r.name("one.example").callerReference("1"));
        var e = assertThrows(
                HostedZoneAlreadyExistsException.class,
                () -> aws.client.createHostedZone(r -> r.name("two.example").callerReference("1")));
        assertEquals(409, e.statusCode());
    }

    /** API_DeleteHostedZone: only with nothing but the default SOA and NS records. */
    @Test
    void a_zone_with_records_is_not_deleted() {
        aws.change(create(simple("a.example.com", "A", 30, "192.0.2.1")));
        assertThrows(HostedZoneNotEmptyException.class, () -> aws.client.deleteHostedZone(r -> r.id(aws.zoneId)));
    }

    @Test
    void a_zone_has_a_valid_name() {
        assertThrows(
                InvalidDomainNameException.class,
                () -> aws.client.createHostedZone(r -> r.name("a..example").callerReference("1")));
    }

    /** DeveloperGuide/throttling-api-requests: a bucket of 50, refilled by 10 a second. */
    @Test
    void the_51st_request_at_once_is_throttled_and_a_second_brings_ten_more() {
        for (int i = 0; i < 50; i++) {
            aws.list();
        }
        assertThrottled();
        aws.pass(Duration.ofSeconds(1));
        for (int i = 0; i < 10; i++) {
            aws.list();
        }
        assertThrottled();
    }

    private void assertThrottled() {
        var e = assertThrows(Route53Exception.class, () -> aws.list());
        assertEquals(400, e.statusCode());
        assertEquals("Throttling", e.awsErrorDetails().errorCode());
        assertEquals("Rate exceeded", e.awsErrorDetails().errorMessage());
        assertTrue(e.isThrottlingException());
    }

    /** API_ChangeResourceRecordSets, Errors: PriorRequestNotComplete; the strict mode refuses while one is PENDING. */
    @Test
    void in_the_strict_mode_a_zone_takes_one_change_at_a_time() throws IOException {
        try (Emulated strict = new Emulated(o -> o.refuseWhilePending(true))) {
            strict.change(create(simple("a.example.com", "A", 30, "192.0.2.1")));
            var second = create(simple("b.example.com", "A", 30, "192.0.2.1"));
            var e = assertThrows(PriorRequestNotCompleteException.class, () -> strict.change(second));
            assertEquals(400, e.statusCode());
            strict.pass(Duration.ofSeconds(30));
            strict.change(second);
            assertEquals(4, strict.list().size());
        }
    }

    /** IAM user guide, "Create a signed request": the endpoint is global, the scope is us-east-1/route53. */
    @Test
    void a_request_signed_for_us_east_1_is_taken() {
        try (var client = Emulated.client(
                aws.emulator.apiEndpoint(), aws.options.accessKeyId, aws.options.secretAccessKey, Region.US_EAST_1)) {
            assertEquals(1, client.listHostedZones().hostedZones().size());
        }
    }

    @Test
    void an_unknown_key_a_wrong_secret_and_a_wrong_region_are_told_apart() {
        assertEquals("InvalidClientTokenId", refusal("AKIDUNKNOWN", aws.options.secretAccessKey, Region.AWS_GLOBAL));
        assertEquals("SignatureDoesNotMatch", refusal(aws.options.accessKeyId, "wrong", Region.AWS_GLOBAL));
        assertEquals(
                "SignatureDoesNotMatch",
                refusal(aws.options.accessKeyId, aws.options.secretAccessKey, Region.US_WEST_2));
    }

    private String refusal(String key, String secret, Region region) {
        try (var client = Emulated.client(aws.emulator.apiEndpoint(), key, secret, region)) {
            var e = assertThrows(Route53Exception.class, () -> client.listHostedZones());
            assertEquals(403, e.statusCode());
            return e.awsErrorDetails().errorCode();
        }
    }

    @Test
    void query_parameters_with_reserved_characters_are_signed_as_the_sdk_does() {
        aws.change(create(simple("*.w.example.com", "A", 30, "192.0.2.1")));
        var from = aws.client.listResourceRecordSets(r -> r.hostedZoneId(aws.zoneId)
                .startRecordName("*.w.example.com")
                .startRecordType("A")
                .maxItems("1"));
        assertEquals("\\052.w.example.com.", from.resourceRecordSets().get(0).name());
    }

    @Test
    void a_request_without_a_signature_is_refused_before_anything_else() throws Exception {
        HttpResponse<String> answer = raw("GET", "/2013-04-01/hostedzone", "");
        assertEquals(403, answer.statusCode());
        assertTrue(answer.body().contains("<Code>MissingAuthenticationToken</Code>"), answer.body());
    }

    @Test
    void a_body_over_one_mebibyte_is_refused_and_the_next_request_is_answered() throws Exception {
        HttpResponse<String> answer = raw("POST", "/2013-04-01/hostedzone", "x".repeat((1 << 20) + 1));
        assertEquals(413, answer.statusCode());
        assertEquals(2, aws.list().size());
    }

    @Test
    void a_comment_of_a_batch_has_at_most_256_characters() {
        var change = create(simple("a.example.com", "A", 30, "192.0.2.1"));
        aws.client.changeResourceRecordSets(r ->
                r.hostedZoneId(aws.zoneId).changeBatch(b -> b.changes(change).comment("<&>" + "x".repeat(253))));
        assertThrows(
                InvalidInputException.class,
                () -> aws.client.changeResourceRecordSets(r -> r.hostedZoneId(aws.zoneId)
                        .changeBatch(b -> b.changes(change).comment("x".repeat(257)))));
    }

    @Test
    void temporary_credentials_with_a_session_token_are_verified_too() {
        try (var client = Route53Client.builder()
                .endpointOverride(aws.emulator.apiEndpoint())
                .region(Region.AWS_GLOBAL)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .credentialsProvider(StaticCredentialsProvider.create(AwsSessionCredentials.create(
                        aws.emulator.accessKeyId(), aws.emulator.secretAccessKey(), "token")))
                .build()) {
            assertEquals(1, client.listHostedZones().hostedZones().size());
        }
    }

    private HttpResponse<String> raw(String method, String path, String body) throws Exception {
        URI uri = aws.emulator.apiEndpoint().resolve(path);
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(uri)
                                .timeout(Duration.ofSeconds(10))
                                .method(method, HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static List<String> described(List<ResourceRecordSet> sets) {
        return sets.stream()
                .map(r ->
                        r.name() + " " + r.typeAsString() + (r.setIdentifier() == null ? "" : " " + r.setIdentifier()))
                .toList();
    }
}
