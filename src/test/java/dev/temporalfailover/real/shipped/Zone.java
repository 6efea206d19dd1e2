package dev.temporalfailover.real.shipped;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.temporalfailover.emulator.regions.HostedZone;
import dev.temporalfailover.emulator.route53.RecordSet;
import dev.temporalfailover.emulator.route53.Route53Emulator;
import dev.temporalfailover.real.stand.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The records of {@code route53-records.json} in the zone that {@code config.yaml} names, and what they refer to. */
final class Zone {
    private static final Path FILE = Path.of("deploy/examples/route53-records.json");
    /** Of a network load balancer's name at AWS. */
    private static final long BALANCER_TTL = 60;

    private Zone() {}

    /** Starts Route 53 with them. What differs from what ships is said, a line each. */
    static List<String> start(HostedZone zone, String id) throws IOException {
        List<String> said = new ArrayList<>();
        List<RecordSet> records = new ArrayList<>();
        Map<String, String> balancers = new TreeMap<>();
        Map<String, String> zones = new TreeMap<>();
        for (JsonNode change : new ObjectMapper().readTree(FILE.toFile()).path("Changes")) {
            JsonNode shipped = change.path("ResourceRecordSet");
            ObjectNode run = shipped.deepCopy();
            run.remove("HealthCheckId");
            String region = run.path("SetIdentifier").asText();
            said.addAll(Replacements.explained("record " + region, shipped, run));
            JsonNode alias = run.path("AliasTarget");
            String name = alias.path("DNSName").asText();
            balancers.put(name, Place.of(region).host().address());
            zones.put(alias.path("HostedZoneId").asText(), name);
            records.add(new RecordSet(
                    run.path("Name").asText(),
                    run.path("Type").asText(),
                    region,
                    run.path("Weight").asLong(),
                    null,
                    List.of(),
                    new RecordSet.Alias(
                            alias.path("HostedZoneId").asText(),
                            name,
                            alias.path("EvaluateTargetHealth").asBoolean()),
                    null));
        }
        for (Place region : Place.REGIONS) {
            Addresses of = new Addresses(region);
            records.add(RecordSet.simple(of.probed(), "A", BALANCER_TTL, of.entrance()));
        }
        zone.start(id, emulator -> balancers(emulator, zones, balancers), records);
        return said;
    }

    private static void balancers(Route53Emulator emulator, Map<String, String> zones, Map<String, String> addresses) {
        zones.forEach((id, name) -> {
            // elb.REGION.amazonaws.com
            emulator.createZone(id, name.substring(name.indexOf('.') + 1), true);
            emulator.create(id, RecordSet.simple(name, "A", BALANCER_TTL, addresses.get(name)));
        });
    }
}
