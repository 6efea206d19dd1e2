package dev.temporalfailover.emulator.route53.contract;

import static dev.temporalfailover.emulator.route53.contract.Emulated.create;
import static dev.temporalfailover.emulator.route53.contract.Emulated.delete;
import static dev.temporalfailover.emulator.route53.contract.Emulated.simple;
import static dev.temporalfailover.emulator.route53.contract.Emulated.upsert;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.route53.model.Change;
import software.amazon.awssdk.services.route53.model.InvalidChangeBatchException;
import software.amazon.awssdk.services.route53.model.InvalidInputException;
import software.amazon.awssdk.services.route53.model.NoSuchHealthCheckException;
import software.amazon.awssdk.services.route53.model.NoSuchHostedZoneException;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;
import software.amazon.awssdk.services.route53.model.Route53Exception;

/** What a record set may be: API_ResourceRecordSet and DeveloperGuide/ResourceRecordTypes, DNSLimitations. */
class RecordRulesContractTest {
    private Emulated aws;

    @BeforeEach
    void start() throws IOException {
        aws = new Emulated();
    }

    @AfterEach
    void close() throws IOException {
        aws.close();
    }

    /** API_ResourceRecordSet, Weight: 0 to 255. */
    @Test
    void a_weight_is_from_0_to_255() {
        aws.change(create(weighted("w", 0)), create(weighted("x", 255)));
        assertInvalid("value less than or equal to 255", create(weighted("y", 256)));
        assertInvalid("value greater than or equal to 0", create(weighted("y", -1)));
    }

    @Test
    void a_weight_needs_a_set_identifier_and_a_set_identifier_needs_a_weight() {
        assertInvalid(
                "Missing field 'SetIdentifier'",
                create(a("a").toBuilder().weight(1L).build()));
        assertInvalid(
                "Expected exactly one of [Weight",
                create(a("a").toBuilder().setIdentifier("x").build()));
    }

    /** API_ResourceRecordSet, Weight: "You can only specify one ResourceRecord per weighted resource record set." */
    @Test
    void a_weighted_record_has_one_value() {
        var two = simple("w.example.com", "A", 30, "192.0.2.1", "192.0.2.2").toBuilder()
                .setIdentifier("x")
                .weight(1L)
                .build();
        assertInvalid("one ResourceRecord", create(two));
    }

    /** API_ResourceRecordSet, TTL: all sets of a weighted group have the same TTL. Wording: aws-sdk-go-v2 518. */
    @Test
    void all_of_a_weighted_group_have_the_same_ttl() {
        aws.change(create(weighted("x", 1)));
        assertRefused(
                "[RRSet with DNS name w.example.com., type A, SetIdentifier y cannot be created as weighted sets must"
                        + " contain the same TTL.]",
                create(weighted("y", 1).toBuilder().ttl(31L).build()));
    }

    /** The doc names no way to change it; a batch that moves all sets at once never leaves two TTLs behind. */
    @Test
    void the_ttl_of_a_weighted_group_changes_in_one_batch_with_all_its_sets() {
        aws.change(create(weighted("x", 1)), create(weighted("y", 1)));
        aws.change(
                upsert(weighted("x", 1).toBuilder().ttl(5L).build()),
                upsert(weighted("y", 1).toBuilder().ttl(5L).build()));
        assertEquals(5, aws.listed("w.example.com.", "A", "x").ttl());
    }

    /** Wording: kubernetes-sigs/external-dns 3141 and chef-boneyard/route53 100. */
    @Test
    void weighted_and_simple_sets_of_one_name_and_type_do_not_mix() {
        aws.change(
                create(a("w")),
                create(simple("v.example.com", "A", 30, "192.0.2.1").toBuilder()
                        .setIdentifier("x")
                        .weight(1L)
                        .build()));
        assertRefused(
                "[RRSet with DNS name w.example.com., type A, SetIdentifier x cannot be created as a non-weighted set"
                        + " exists with the same name and type.]",
                create(weighted("x", 1)));
        assertRefused(
                "[RRSet with DNS name v.example.com., type A cannot be created as other RRSets exist with the same name"
                        + " and type.]",
                create(a("v")));
    }

    /** API_ResourceRecordSet, Weight: "a maximum of 100 weighted resource record sets". */
    @Test
    void a_weighted_group_has_at_most_100_sets() {
        aws.change(IntStream.range(0, 100)
                .mapToObj(i -> create(weighted("id-" + i, 1)))
                .toArray(Change[]::new));
        assertThrows(InvalidChangeBatchException.class, () -> aws.change(create(weighted("one-more", 1))));
    }

    /** ResourceRecordTypes, CNAME: no other record of the same name. */
    @Test
    void a_cname_is_alone_at_its_name() {
        aws.change(create(simple("c.example.com", "CNAME", 30, "a.example.net")), create(a("a")));
        assertRefused(
                "[RRSet of type A with DNS name c.example.com. is not permitted because a conflicting RRSet of type CNAME"
                        + " with the same DNS name already exists in zone example.com.]",
                create(a("c")));
        assertRefused(
                "[RRSet of type CNAME with DNS name a.example.com. is not permitted because a conflicting RRSet of type A"
                        + " with the same DNS name already exists in zone example.com.]",
                create(simple("a.example.com", "CNAME", 30, "b.example.net")));
    }

    /** ChangeResourceRecordSets: the doc's own example of a transactional change. */
    @Test
    void a_cname_deleted_and_an_alias_created_at_its_name_are_one_operation() {
        var cname = simple("www.example.com", "CNAME", 30, "a.example.net");
        aws.change(create(cname), create(a("a")));
        aws.change(delete(cname), create(aws.alias("www.example.com", "a.example.com", false)));
        assertNotNull(aws.listed("www.example.com.", "A", null).aliasTarget());
    }

    /** ResourceRecordTypes, CNAME: not for the zone apex. */
    @Test
    void a_cname_is_not_permitted_at_the_apex() {
        assertRefused(
                "[RRSet of type CNAME with DNS name example.com. is not permitted at apex in zone example.com.]",
                create(simple("example.com", "CNAME", 30, "a.example.net")));
    }

    @Test
    void the_zone_keeps_its_soa_and_an_ns_record() {
        var soa = aws.listed("example.com.", "SOA", null);
        var ns = aws.listed("example.com.", "NS", null);
        assertRefused("[A HostedZone must contain exactly one SOA record.]", delete(soa));
        assertRefused("[A HostedZone must contain at least one NS record for the zone itself.]", delete(ns));
    }

    /** API_ResourceRecordSet, TTL: omitted for an alias, required otherwise. */
    @Test
    void an_alias_has_no_ttl_and_everything_else_has_one() {
        aws.change(create(a("a")));
        var alias = aws.alias("alias.example.com", "a.example.com", false);
        assertInvalid("more than one", create(alias.toBuilder().ttl(30L).build()));
        assertInvalid("Missing field 'TTL'", create(a("b").toBuilder().ttl(null).build()));
        var nothing =
                ResourceRecordSet.builder().name("b.example.com").type("A").build();
        assertInvalid("but found none in Change with [Action=CREATE, Name=b.example.com., Type=A", create(nothing));
    }

    @Test
    void an_alias_target_exists_in_the_zone_it_names() {
        assertRefused(
                "[Tried to create an alias that targets gone.example.com., type A in zone " + aws.zoneId
                        + ", but that target was not found]",
                create(aws.alias("alias.example.com", "gone.example.com", false)));
        assertRefused(
                "[Tried to create an alias that targets a.example.net., type A in zone " + aws.zoneId
                        + ", but the alias target name does not lie within the target zone]",
                create(aws.alias("alias.example.com", "a.example.net", false)));
    }

    /** ResourceRecordTypes, TXT: strings in quotation marks, each up to 255 characters; wording: external-dns 4792. */
    @Test
    void txt_strings_are_quoted_and_have_at_most_255_characters() {
        String s255 = "\"" + "x".repeat(255) + "\"";
        aws.change(create(simple("t.example.com", "TXT", 30, s255 + " " + s255)));
        assertRefused(
                "[Invalid Resource Record: 'FATAL problem: InvalidCharacterString (Value should be enclosed in quotation"
                        + " marks) encountered with 'plain'']",
                create(simple("u.example.com", "TXT", 30, "plain")));
        assertRefused(
                "CharacterStringTooLong (Value is too long)",
                create(simple("u.example.com", "TXT", 30, "\"" + "x".repeat(256) + "\"")));
    }

    @Test
    void addresses_are_addresses_of_their_type() {
        assertRefused("ARRDATAIllegalIPv4Address", create(simple("u.example.com", "A", 30, "192.0.2.256")));
        assertRefused("ARRDATAIllegalIPv4Address", create(simple("u.example.com", "A", 30, "name.example.com")));
        assertRefused("AAAARRDATAIllegalIPv6Address", create(simple("u.example.com", "AAAA", 30, "192.0.2.1")));
        aws.change(create(simple("u.example.com", "AAAA", 30, "2001:db8::1")));
    }

    @Test
    void a_name_outside_the_zone_is_not_permitted() {
        assertRefused(
                "[RRSet with DNS name a.example.net. is not permitted in zone example.com.]",
                create(simple("a.example.net", "A", 30, "192.0.2.1")));
        assertRefused("not permitted in zone", create(simple("notexample.com", "A", 30, "192.0.2.1")));
    }

    /** DomainNameFormat: case does not count, everything but a-z, 0-9, - and _ comes back as an octal escape. */
    @Test
    void names_are_normalized_and_escaped() {
        aws.change(create(a("API")), create(a("*.w")), create(a("x\\052y")));
        assertNotNull(aws.listed("api.example.com.", "A", null));
        assertNotNull(aws.listed("\\052.w.example.com.", "A", null));
        assertNotNull(aws.listed("x\\052y.example.com.", "A", null));
        assertThrows(InvalidChangeBatchException.class, () -> aws.change(create(a("x*y"))));
    }

    @Test
    void a_malformed_name_is_refused() {
        assertInvalid("DomainLabelEmpty", create(a("a..b")));
        assertInvalid("DomainLabelTooLong", create(a("x".repeat(64))));
        assertInvalid("DomainNameTooLong", create(a("x.".repeat(130) + "y")));
    }

    /** DNSLimitations: 1,000 ResourceRecord elements, counted twice for UPSERT. */
    @Test
    void a_batch_has_at_most_1000_records_and_an_upsert_counts_twice() {
        aws.change(many(1000, i -> create(a("n" + i))));
        assertRefused("[Number of records limit of 1000 exceeded.]", many(1001, i -> create(a("m" + i))));
        assertRefused("[Number of records limit of 1000 exceeded.]", many(501, i -> upsert(a("n" + i))));
        aws.change(many(500, i -> upsert(a("n" + i))));
    }

    /** DNSLimitations: 32,000 characters of values, counted twice for UPSERT. */
    @Test
    void a_batch_has_at_most_32000_characters_of_values() {
        String s = "\"" + "x".repeat(254) + "\""; // 256 characters, 125 of them are 32,000
        aws.change(many(125, i -> create(simple("t" + i + ".example.com", "TXT", 30, s))));
        assertRefused(
                "[RDATA character limit of 32000 exceeded.]",
                many(126, i -> create(simple("v" + i + ".example.com", "TXT", 30, s))));
        assertRefused(
                "[RDATA character limit of 32000 exceeded.]",
                many(63, i -> upsert(simple("t" + i + ".example.com", "TXT", 30, s))));
    }

    /** API model: Changes has at least one element. */
    @Test
    void an_empty_batch_is_invalid() {
        assertInvalid("length greater than or equal to 1");
    }

    @Test
    void an_unknown_zone_is_not_found() {
        var e = assertThrows(
                NoSuchHostedZoneException.class,
                () -> aws.client.changeResourceRecordSets(
                        r -> r.hostedZoneId("ZNONE").changeBatch(b -> b.changes(create(a("a"))))));
        assertEquals(404, e.statusCode());
        assertEquals("No hosted zone found with ID: ZNONE", e.awsErrorDetails().errorMessage());
    }

    @Test
    void an_unknown_health_check_is_not_found() {
        var e = assertThrows(
                NoSuchHealthCheckException.class,
                () -> aws.change(create(weighted("x", 1).toBuilder()
                        .healthCheckId("00000000-0000-0000-0000-000000000000")
                        .build())));
        assertEquals(404, e.statusCode());
    }

    @Test
    void a_routing_policy_that_the_emulator_does_not_have_is_refused_and_not_ignored() {
        assertInvalid(
                "not [Region]",
                create(a("a").toBuilder().setIdentifier("x").region("us-east-1").build()));
    }

    private static Change[] many(int n, java.util.function.IntFunction<Change> each) {
        return IntStream.range(0, n).mapToObj(each).toArray(Change[]::new);
    }

    private static ResourceRecordSet a(String label) {
        return simple(label + ".example.com", "A", 30, "192.0.2.1");
    }

    private static ResourceRecordSet weighted(String id, long weight) {
        return Emulated.weighted("w.example.com", id, weight, "192.0.2.1");
    }

    private void assertInvalid(String part, Change... changes) {
        assertFails(InvalidInputException.class, part, changes);
    }

    private void assertRefused(String part, Change... changes) {
        assertFails(InvalidChangeBatchException.class, part, changes);
    }

    private <E extends Route53Exception> void assertFails(Class<E> type, String part, Change... changes) {
        var before = aws.list();
        E e = assertThrows(type, () -> aws.change(changes));
        String message = e.awsErrorDetails().errorMessage();
        assertEquals(true, message.contains(part), () -> "got: " + message);
        assertEquals(400, e.statusCode());
        assertEquals(before, aws.list());
    }
}
