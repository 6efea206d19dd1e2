package dev.temporalfailover.config;

import dev.temporalfailover.config.settings.Durations;
import dev.temporalfailover.config.settings.Hosts;
import dev.temporalfailover.config.settings.Problems;
import dev.temporalfailover.config.settings.Section;
import dev.temporalfailover.config.settings.Setting;
import dev.temporalfailover.config.settings.Setting.Shape;
import dev.temporalfailover.config.settings.Types;
import dev.temporalfailover.config.settings.ValueType;
import dev.temporalfailover.traffic.route53.Route53Settings;
import dev.temporalfailover.traffic.route53.Route53Settings.WeightedRecord;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Section {@code dns} of a policy. */
final class DnsSection {
    private static final Setting<String> ZONE =
            Setting.required("hosted_zone_id", Types.ZONE_ID).means("The Route 53 hosted zone of all `records`.");
    private static final Setting<Boolean> ADOPT = Setting.of("adopt", Types.FLAG, "false")
            .means("Take control of records that have no epoch record yet; otherwise they are not changed.");
    private static final Setting<URI> ENDPOINT =
            Setting.optional("endpoint", Types.HTTP_URL, "AWS").means("Another API endpoint, for tests.");
    private static final Setting<Path> CREDENTIALS = Setting.optional(
                    "credentials_file", Types.SECRET_FILE, "the SDK's chain: IRSA, environment, instance")
            .means("File in the format of AWS shared credentials; read again when it changes.");
    private static final Setting<Duration> TIMEOUT = Setting.of("timeout", Durations.from("100ms", "1m"), "3s")
            .means("Timeout of one API call with all its parts.");
    private static final Setting<String> RESOLVER = Setting.optional("resolver", Hosts.HOST_PORT, "the system's")
            .means("DNS server that is queried for what clients see.");

    static final Setting<String> WAY = Setting.optional("way", Types.NAME, "none")
            .means("One of `canary.ways`, by which canary clients use the records: a switch is effective when they are"
                    + " answered by the regions as the weights say.");

    private static final Setting<String> NAME =
            Setting.required("name", Hosts.RECORD_NAME).means("Name of the records; used by one policy only.");
    private static final Setting<RecordType> TYPE = Setting.required(
                    "type", ValueType.word(RecordType.class, RecordType::name))
            .means("Type of the records.");
    private static final Setting<String> IDENTIFIERS = Setting.map(
                    "set_identifiers",
                    ValueType.matching("1 to 128 printable characters", "[ -~]{1,128}"),
                    "the region's name")
            .means("SetIdentifier of each region's record.");
    private static final Setting<Boolean> ALIAS = Setting.of("alias", Types.FLAG, "false")
            .means("Whether the records are expected to be aliases; a record that differs is reported.");
    private static final Setting<Integer> TTL = Setting.optional("ttl", ValueType.whole(1, 86_400), "any")
            .means("Expected TTL in seconds. An alias has its target's TTL.");
    private static final Setting<Void> RECORDS = Setting.groups(
                    "records", new Shape(NAME, TYPE, IDENTIFIERS, ALIAS, TTL))
            .asRequired()
            .means("Weighted record sets, each with one record per region; all change in one atomic batch. The epoch"
                    + " record is `_temporal-failover.<name>` with the first record's name.");

    static final Shape SHAPE = new Shape(ZONE, ADOPT, ENDPOINT, CREDENTIALS, TIMEOUT, RESOLVER, WAY, RECORDS);

    private DnsSection() {}

    /** Types that are moved. */
    enum RecordType {
        A,
        AAAA,
        CNAME
    }

    /**
     * The policy's records.
     *
     * @param owners by zone and name, the policy that moves it; added to
     */
    static Route53Settings read(Section s, String policy, List<String> regions, Map<String, String> owners) {
        String zone = s.value(ZONE);
        List<WeightedRecord> records = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Section r : s.groups(RECORDS)) {
            WeightedRecord record = record(r, regions);
            if (record == null) {
                continue;
            }
            if (!seen.add(record.name() + " " + record.type())) {
                r.wrong(NAME, Problems.quoted(record.name()) + " with type " + record.type() + " is listed twice");
            }
            String owner = owners.putIfAbsent(zone + " " + record.name(), policy);
            if (owner != null && !owner.equals(policy)) {
                r.wrong(NAME, Problems.quoted(record.name()) + " is moved by " + owner + " already");
            }
            records.add(record);
        }
        return new Route53Settings(
                zone,
                records,
                s.value(ADOPT),
                s.optional(ENDPOINT),
                s.optional(CREDENTIALS),
                s.value(TIMEOUT),
                s.optional(RESOLVER),
                s.optional(WAY));
    }

    private static WeightedRecord record(Section r, List<String> regions) {
        String name = r.value(NAME);
        RecordType type = r.value(TYPE);
        boolean alias = r.value(ALIAS);
        Optional<Integer> ttl = r.optional(TTL);
        if (alias && r.has(TTL)) {
            r.wrong(TTL, r.written(TTL) + " stands with alias: true; an alias has its target's TTL, leave ttl out");
        }
        Map<String, String> identifiers = new LinkedHashMap<>();
        Map<String, String> written = r.byRegion(IDENTIFIERS, regions);
        for (String region : regions) {
            String identifier = written.getOrDefault(region, region);
            if (identifiers.containsValue(identifier)) {
                r.wrong(IDENTIFIERS, Problems.quoted(identifier) + " stands for two regions");
            }
            identifiers.put(region, identifier);
        }
        return name == null || type == null ? null : new WeightedRecord(name, type.name(), identifiers, alias, ttl);
    }
}
