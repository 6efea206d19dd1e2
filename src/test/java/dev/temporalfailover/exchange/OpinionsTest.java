package dev.temporalfailover.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.exchange.wire.Cluster;
import dev.temporalfailover.exchange.wire.Connections;
import dev.temporalfailover.exchange.wire.Hold;
import dev.temporalfailover.exchange.wire.Lag;
import dev.temporalfailover.exchange.wire.PolicyView;
import dev.temporalfailover.exchange.wire.RegionView;
import dev.temporalfailover.exchange.wire.Role;
import dev.temporalfailover.exchange.wire.Verdict;
import dev.temporalfailover.exchange.wire.View;
import dev.temporalfailover.failover.situation.Findings;
import dev.temporalfailover.failover.situation.Opinion;
import dev.temporalfailover.failover.situation.OwnCluster;
import dev.temporalfailover.failover.situation.OwnCluster.FrontendConnections;
import dev.temporalfailover.failover.situation.ReplicationLag;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What another place may say, by mistake or on purpose. */
class OpinionsTest {
    private static final String PLACE = "us-west-2";
    private static final Duration NOW = Duration.ofDays(3);
    private static final Duration DAY = Duration.ofHours(24);

    private final Opinions opinions = new Opinions(Set.of("p"), () -> {});

    private static PolicyView.Builder policy(String name) {
        return PolicyView.newBuilder()
                .setPolicy(name)
                .addRegions(RegionView.newBuilder().setRegion("us-east-1").setVerdict(Verdict.VERDICT_DOWN));
    }

    private static View.Builder view() {
        return View.newBuilder().setPlace(PLACE).setInstance("w").setRole(Role.ROLE_LEADER);
    }

    private static Opinion read(PolicyView.Builder policy) throws Malformed {
        return ViewWire.decode(view().addPolicies(policy).build(), PLACE, 300, NOW)
                .get("p");
    }

    @Test
    void aFirstViewOfOtherPoliciesTakesNoPlaceOfOurs() throws Malformed {
        View.Builder flood = view();
        for (int i = 0; i < 256; i++) {
            flood.addPolicies(policy("other-" + i));
        }
        opinions.take(PLACE, ViewWire.decode(flood.build(), PLACE, 300, NOW), Duration.ofSeconds(5));
        Map<String, Opinion> ours =
                ViewWire.decode(view().addPolicies(policy("p")).build(), PLACE, 300, NOW);
        assertEquals(Opinions.Taken.NEWS, opinions.take(PLACE, ours, Duration.ofSeconds(5)));
        assertEquals(1, opinions.on("p").size());
        assertEquals(List.of(), opinions.on("other-1"));
    }

    @Test
    void aHoldOfAnotherPlaceStandsForADayAtMost() throws Malformed {
        for (long told : new long[] {DAY.toMillis() + 1, Duration.ofDays(3660).toMillis(), Long.MAX_VALUE}) {
            Opinion opinion =
                    read(policy("p").setHold(Hold.newBuilder().setOwner("x").setRemainingMs(told)));
            assertEquals(NOW.plus(DAY), opinion.hold().orElseThrow().until());
        }
        Opinion none = read(policy("p").setHold(Hold.newBuilder().setRemainingMs(Long.MIN_VALUE)));
        assertTrue(none.hold().isEmpty());
    }

    @Test
    void aHoldUntilFarYearsIsToldAsADayAndTheRestOfTheViewStays() throws Malformed {
        for (Duration until : List.of(NOW.plusDays(36_600), Duration.ofSeconds(Instant.MAX.getEpochSecond()))) {
            Findings findings = new Findings(
                    Map.of(), Optional.of(1L), Optional.of(new Opinion.Held("x", "", until)), Optional.empty(), NOW);
            View sent = ViewWire.encode(Map.of("p", findings), NOW);
            assertEquals(DAY.toMillis(), sent.getPolicies(0).getHold().getRemainingMs());
        }
    }

    @Test
    void agesWithoutMeaningAreRefusedAndNoneOverflows() throws Malformed {
        for (long age : new long[] {Long.MAX_VALUE, Duration.ofDays(3651).toMillis()}) {
            PolicyView.Builder policy = policy("p");
            policy.getRegionsBuilder(0).setForMs(age);
            assertThrows(Malformed.class, () -> read(policy));
            View old = view().setAgeMs(age).build();
            assertThrows(Malformed.class, () -> ViewWire.decode(old, PLACE, 300, NOW));
        }
        PolicyView.Builder future = policy("p");
        future.getRegionsBuilder(0).setForMs(Long.MIN_VALUE);
        assertEquals(NOW, read(future).words().get("us-east-1").since());
        Duration longAgo = Duration.ofSeconds(Instant.MIN.getEpochSecond());
        Findings findings = new Findings(
                Map.of(
                        "us-east-1",
                        new Opinion.Word(dev.temporalfailover.failover.verdict.Verdict.DOWN, "", longAgo, longAgo)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                NOW);
        RegionView told = ViewWire.encode(Map.of("p", findings), Duration.ZERO)
                .getPolicies(0)
                .getRegions(0);
        assertEquals(Texts.OLDEST.toMillis(), told.getForMs());
        assertEquals(Texts.OLDEST.toMillis(), told.getJudgedMs());
    }

    @Test
    void aWordCarriesWhenItWasJudgedAlsoThroughARelay() throws Malformed {
        Findings findings = new Findings(
                Map.of(
                        "us-east-1",
                        new Opinion.Word(
                                dev.temporalfailover.failover.verdict.Verdict.DOWN,
                                "",
                                NOW.minusSeconds(60),
                                NOW.minusSeconds(12))),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                NOW);
        View relayed = view().addAllPolicies(
                        ViewWire.encode(Map.of("p", findings), NOW).getPoliciesList())
                .setAgeMs(3_000)
                .build();
        Opinion heard = ViewWire.decode(relayed, PLACE, 300, NOW).get("p");
        assertEquals(NOW.minusSeconds(15), heard.words().get("us-east-1").judged());
        assertEquals(
                dev.temporalfailover.failover.verdict.Verdict.UNKNOWN, heard.on("us-east-1", Duration.ofSeconds(10)));
        PolicyView.Builder negative = policy("p");
        negative.getRegionsBuilder(0).setJudgedMs(-1);
        assertEquals(NOW, read(negative).words().get("us-east-1").judged());
    }

    @Test
    void aLagCarriesWhenItWasReadAlsoThroughARelay() throws Malformed {
        ReplicationLag lag =
                new ReplicationLag(Duration.ofMillis(4_500), 3, "10.0.0.2: no answer", NOW.minusSeconds(2));
        Findings findings = new Findings(
                Map.of(), Optional.empty(), Optional.empty(), Optional.empty(), Map.of("us-west-2", lag), NOW);
        View relayed = view().addAllPolicies(
                        ViewWire.encode(Map.of("p", findings), NOW).getPoliciesList())
                .setAgeMs(3_000)
                .build();
        Opinion heard = ViewWire.decode(relayed, PLACE, 300, NOW).get("p");
        assertEquals(
                Map.of("us-west-2", new ReplicationLag(lag.behind(), lag.shards(), lag.unknown(), NOW.minusSeconds(5))),
                heard.replication());
        assertEquals(Map.of(), read(policy("p")).replication(), "of a version that does not tell");
    }

    @Test
    void aLagWithoutMeaningIsRefused() {
        Lag.Builder one = Lag.newBuilder().setRegion("us-west-2");
        for (Lag.Builder odd : List.of(
                one.clone().setShards(-1),
                one.clone().setBehindMs(Long.MAX_VALUE),
                one.clone().setReadMs(Long.MAX_VALUE),
                one.clone().setRegion(""))) {
            assertThrows(Malformed.class, () -> read(policy("p").addReplication(odd)));
        }
        PolicyView.Builder many = policy("p");
        for (int i = 0; i < 65; i++) {
            many.addReplication(Lag.newBuilder().setRegion("r" + i));
        }
        assertThrows(Malformed.class, () -> read(many));
    }

    private static Opinion relayed(Optional<OwnCluster> own) throws Malformed {
        Findings findings =
                new Findings(Map.of(), Optional.empty(), Optional.empty(), Optional.empty(), Map.of(), NOW).with(own);
        View view = view().addAllPolicies(
                        ViewWire.encode(Map.of("p", findings), NOW).getPoliciesList())
                .setAgeMs(3_000)
                .build();
        return ViewWire.decode(view, PLACE, 300, NOW).get("p");
    }

    @Test
    void whatALeaderKnowsOfItsClusterIsTold() throws Malformed {
        FrontendConnections held = new FrontendConnections(120, OptionalLong.of(12), NOW.minusSeconds(7));
        OwnCluster own = new OwnCluster(4, List.of("pay/orders workflow"), 2, 1, Optional.of(held));
        FrontendConnections older = new FrontendConnections(120, OptionalLong.of(12), NOW.minusSeconds(10));
        assertEquals(
                Optional.of(new OwnCluster(4, own.idle(), 2, 1, Optional.of(older))),
                relayed(Optional.of(own)).cluster());
        FrontendConnections unseen = new FrontendConnections(0, OptionalLong.empty(), NOW.minusSeconds(3));
        Optional<OwnCluster> none = Optional.of(new OwnCluster(0, List.of(), 0, 0, Optional.of(unseen)));
        assertEquals(
                OptionalLong.empty(),
                relayed(none)
                        .cluster()
                        .orElseThrow()
                        .connections()
                        .orElseThrow()
                        .before());
        Optional<OwnCluster> unread = Optional.of(new OwnCluster(3, List.of(), 0, 3, Optional.empty()));
        assertEquals(unread, relayed(unread).cluster());
        assertEquals(Optional.empty(), read(policy("p")).cluster(), "of a version that does not tell");
    }

    @Test
    void whatIsToldOfAClusterIsCleanedAndBounded() throws Malformed {
        Cluster.Builder many = Cluster.newBuilder().setIdleTotal(Integer.MAX_VALUE);
        for (int i = 0; i < 1_000; i++) {
            many.addIdle("pay/\u202eorders\n" + "x".repeat(400));
        }
        List<String> idle =
                read(policy("p").setCluster(many)).cluster().orElseThrow().idle();
        assertEquals(OwnCluster.NAMED, idle.size());
        assertTrue(idle.get(0).length() <= 300, idle.get(0));
        assertTrue(idle.get(0).startsWith("pay/ orders x"), idle.get(0));
        Connections.Builder held = Connections.newBuilder();
        for (Cluster.Builder odd : List.of(
                Cluster.newBuilder().setQueues(-1),
                Cluster.newBuilder().setIdleTotal(-1),
                Cluster.newBuilder().addIdle("more than are counted"),
                Cluster.newBuilder().setUnknown(-1),
                Cluster.newBuilder().setConnections(held.clone().setCount(-1)),
                Cluster.newBuilder().setConnections(held.clone().setBefore(-1)),
                Cluster.newBuilder().setConnections(held.clone().setReadMs(Long.MAX_VALUE)))) {
            assertThrows(Malformed.class, () -> read(policy("p").setCluster(odd)));
        }
    }

    @Test
    void aVersionThatDoesNotTellWhenItJudgedJudgedWhenItSpoke() throws Malformed {
        Opinion old = read(policy("p"));
        assertEquals(old.at(), old.words().get("us-east-1").judged());
        assertEquals(dev.temporalfailover.failover.verdict.Verdict.DOWN, old.on("us-east-1", Duration.ofSeconds(10)));
    }
}
