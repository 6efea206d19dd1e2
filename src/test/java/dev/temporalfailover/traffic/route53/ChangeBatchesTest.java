package dev.temporalfailover.traffic.route53;

import static dev.temporalfailover.traffic.route53.Fixture.EAST;
import static dev.temporalfailover.traffic.route53.Fixture.WEST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.Claim;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.RouteReading;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

class ChangeBatchesTest {

    private final ChangeBatches batches = new ChangeBatches("temporal-api-failover", Fixture.REGIONS, Fixture.NAME);

    @Test
    void theBatchIsPrintedAsTheAwsCommandLineTakesIt() {
        List<ResourceRecordSet> sets = List.of(
                Fixture.set("A", "east", 100, "192.0.2.1").toBuilder()
                        .healthCheckId("abc-DEF")
                        .build(),
                ResourceRecordSet.builder()
                        .name("Temporal-API.example.com.")
                        .type("A")
                        .setIdentifier("west")
                        .weight(0L)
                        .aliasTarget(alias -> alias.hostedZoneId("ZNLB")
                                .dnsName("nlb.us-west-2.elb.amazonaws.com.")
                                .evaluateTargetHealth(true))
                        .build(),
                Fixture.txt(EpochText.write(Fixture.epoch(7, EAST))));
        Snapshot zone = judge(sets);
        String text = ChangeBatchText.of(batches.build(Fixture.shift(zone.reading(), WEST), zone, Duration.ZERO)
                .batch());
        assertEquals("""
                {
                  "Comment" : "temporal-failover temporal-api-failover: epoch 7 to 8, active us-west-2, by pod-a (active_down)",
                  "Changes" : [
                    {
                      "Action" : "DELETE",
                      "ResourceRecordSet" : {
                        "Name" : "temporal-api.example.com.",
                        "Type" : "A",
                        "SetIdentifier" : "east",
                        "Weight" : 100,
                        "TTL" : 30,
                        "ResourceRecords" : [
                          {
                            "Value" : "192.0.2.1"
                          }
                        ],
                        "HealthCheckId" : "abc-DEF"
                      }
                    },
                    {
                      "Action" : "DELETE",
                      "ResourceRecordSet" : {
                        "Name" : "Temporal-API.example.com.",
                        "Type" : "A",
                        "SetIdentifier" : "west",
                        "Weight" : 0,
                        "AliasTarget" : {
                          "HostedZoneId" : "ZNLB",
                          "DNSName" : "nlb.us-west-2.elb.amazonaws.com.",
                          "EvaluateTargetHealth" : true
                        }
                      }
                    },
                    {
                      "Action" : "DELETE",
                      "ResourceRecordSet" : {
                        "Name" : "_temporal-failover.temporal-api.example.com.",
                        "Type" : "TXT",
                        "TTL" : 10,
                        "ResourceRecords" : [
                          {
                            "Value" : "\\"v=1 epoch=7 active=us-east-1 weights=us-east-1:100,us-west-2:0 owner=pod-a reason=active_down at=2026-11-22T01:02:03Z switches=2026-11-22T01:02:03Z\\""
                          }
                        ]
                      }
                    },
                """.stripTrailing(), text.substring(0, text.indexOf("\n    {\n      \"Action\" : \"CREATE\"")));
        assertEquals(3, text.split("\"Action\" : \"CREATE\"", -1).length - 1);
        assertTrue(text.contains("\"Weight\" : 0,\n        \"TTL\" : 30"), text);
        assertEquals(2, text.split("\"HealthCheckId\" : \"abc-DEF\"", -1).length - 1);
        assertEquals(2, text.split("\"EvaluateTargetHealth\" : true", -1).length - 1);
    }

    @Test
    void aStepThatIsNotOfTheLastReadingIsContradicted() {
        Snapshot zone = judge(Fixture.owned(7, EAST));
        Step step = Fixture.shift(zone.reading(), WEST);
        assertEquals("", batches.contradiction(step, zone));
        assertEquals(
                "the step is for epoch 7, the zone has 8", batches.contradiction(step, judge(Fixture.owned(8, EAST))));
        assertTrue(
                batches.contradiction(step, judge(Fixture.owned(7, WEST))).startsWith("the step is for other weights"));
        assertTrue(batches.contradiction(step, judge(List.of())).startsWith("the records are MISSING"));
    }

    @Test
    void noStepMayEmptyARegionGroupOrBreakTheEpoch() {
        EpochRecord good = Fixture.epoch(8, WEST);
        assertEquals("", batches.unsound(step(good, 7, good.weights())));
        assertEquals("the epoch must grow by one", batches.unsound(step(good, 6, good.weights())));
        assertTrue(batches.unsound(step(good, 7, Map.of(EAST, 100, WEST, 0))).startsWith("weights must be those"));
        assertTrue(unsound(Map.of(EAST, 0, WEST, 0)).contains("active region would get weight 0"));
        assertTrue(unsound(Map.of(WEST, 100)).startsWith("weights must be those"));
        assertTrue(unsound(Map.of(WEST, 100, EAST, 256)).contains("outside 0..255"));
        assertTrue(unsound(Map.of(WEST, 100, EAST, 0, "eu", 0)).startsWith("weights must be those"));
        Step route = Step.route(new RouteReading(Fixture.NAME, RouteReading.RouteState.OWNED, Map.of(), 7, ""), good);
        assertEquals("not a step for " + Fixture.NAME, batches.unsound(route));
    }

    private String unsound(Map<String, Integer> weights) {
        EpochRecord record = new EpochRecord(8, WEST, weights, "o", "r", Fixture.AT, List.of());
        return batches.unsound(step(record, 7, weights));
    }

    private static Step step(EpochRecord record, long before, Map<String, Integer> after) {
        return new Step(
                Step.Layer.DNS,
                Fixture.NAME,
                Map.of(EAST, 100, WEST, 0),
                after,
                Claim.of(before),
                Claim.of(record.epoch()),
                record);
    }

    private static Snapshot judge(List<ResourceRecordSet> sets) {
        return new Ownership(Fixture.settings(null, null, true, Fixture.A), Fixture.REGIONS)
                .judge(sets, 0, Duration.ZERO);
    }
}
