package dev.temporalfailover.failover.decision;

import static dev.temporalfailover.testkit.Fixtures.EAST;
import static dev.temporalfailover.testkit.Fixtures.EPOCH;
import static dev.temporalfailover.testkit.Fixtures.POLICY;
import static dev.temporalfailover.testkit.Fixtures.WEST;
import static dev.temporalfailover.testkit.Fixtures.at;
import static dev.temporalfailover.testkit.Fixtures.owned;
import static dev.temporalfailover.testkit.Fixtures.record;
import static dev.temporalfailover.testkit.Fixtures.seconds;
import static dev.temporalfailover.testkit.Fixtures.verdict;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.failover.decision.Decision.Reason;
import dev.temporalfailover.failover.decision.Decision.Refuse;
import dev.temporalfailover.failover.decision.Decision.Shift;
import dev.temporalfailover.failover.situation.Elsewhere;
import dev.temporalfailover.failover.situation.Elsewhere.Connectivity;
import dev.temporalfailover.failover.situation.EvidencePolicy;
import dev.temporalfailover.failover.situation.EvidencePolicy.Required;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.situation.Intents.Kind;
import dev.temporalfailover.failover.situation.Intents.Request;
import dev.temporalfailover.failover.situation.Opinion;
import dev.temporalfailover.failover.situation.Situation;
import dev.temporalfailover.failover.verdict.RegionVerdict;
import dev.temporalfailover.failover.verdict.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** "The region is gone" against "I am cut off": the rows of the failure table, one by one. */
class EvidenceTest {
    private static final double NOW = 1000;
    private static final String WITNESS = "witness";

    /** East carries the traffic; we see it DOWN and west HEALTHY, everything else allows a move. */
    private static final class Given {
        private String self = WEST;
        private final List<String> places = new ArrayList<>();
        private Required required = Required.UNDISPUTED;
        private final List<Opinion> opinions = new ArrayList<>();
        private Optional<Connectivity> connectivity = Optional.empty();
        private Intents intents = Intents.NONE;
        private double downSince = 990;
        private Optional<Duration> sinceSwitch = Optional.empty();

        Given from(String region) {
            self = region;
            return this;
        }

        Given asking(String... names) {
            places.addAll(List.of(names));
            return this;
        }

        Given requiring(Required how) {
            required = how;
            return this;
        }

        Given says(String place, Verdict ofEast, Verdict ofWest, double age) {
            return says(place, ofEast, ofWest, age, Optional.empty());
        }

        Given oneObserverOf(String place, Verdict ofEast) {
            opinions.add(new Opinion(
                    place,
                    Opinion.Role.OBSERVER,
                    "pod",
                    Map.of(EAST, new Opinion.Word(ofEast, "", Duration.ZERO, seconds(NOW))),
                    Optional.empty(),
                    Optional.empty(),
                    seconds(NOW)));
            return this;
        }

        Given says(String place, Verdict ofEast, Verdict ofWest, double age, Optional<Opinion.Held> hold) {
            return says(place, ofEast, ofWest, age, 0, hold);
        }

        /** @param lag how long before it was said it was judged */
        Given says(String place, Verdict ofEast, Verdict ofWest, double age, double lag, Optional<Opinion.Held> hold) {
            Duration judged = seconds(NOW - age - lag);
            Map<String, Opinion.Word> words = Map.of(
                    EAST, new Opinion.Word(ofEast, "", Duration.ZERO, judged),
                    WEST, new Opinion.Word(ofWest, "", Duration.ZERO, judged));
            Opinion.Role role = place.equals(WITNESS) ? Opinion.Role.WITNESS : Opinion.Role.LEADER;
            opinions.add(new Opinion(place, role, "pod", words, Optional.of(7L), hold, seconds(NOW - age)));
            return this;
        }

        Given reaches(int reached, int total, double age) {
            connectivity = Optional.of(new Connectivity(reached, total, "", seconds(NOW - age)));
            return this;
        }

        Decision decision() {
            Map<String, RegionVerdict> verdicts =
                    Map.of(EAST, verdict(EAST, Verdict.DOWN, downSince), WEST, verdict(WEST, Verdict.HEALTHY, 10));
            Situation s = new Situation(
                    self,
                    true,
                    verdicts,
                    owned(record(7, EAST)),
                    sinceSwitch,
                    intents,
                    Duration.ZERO,
                    new Elsewhere(opinions, connectivity),
                    Duration.ZERO);
            return Decide.decide(s, POLICY.with(new EvidencePolicy(required, places, seconds(10))), at(NOW));
        }

        void shifts() {
            Decision decision = decision();
            assertEquals(
                    WEST,
                    assertInstanceOf(Shift.class, decision, decision::toString).to());
        }

        void refuses(Reason reason) {
            assertEquals(reason, assertInstanceOf(Refuse.class, decision()).reason());
        }
    }

    private static Given both() {
        return new Given().asking(EAST, WITNESS);
    }

    @Test
    void temporalDiesAndItsOwnLeaderConfirms() {
        both().says(EAST, Verdict.DOWN, Verdict.HEALTHY, 1).shifts();
    }

    @Test
    void theWholeRegionDiesAndTheWitnessSeesItGone() {
        both().says(WITNESS, Verdict.DOWN, Verdict.HEALTHY, 1).shifts();
        both().says(WITNESS, Verdict.DOWN, Verdict.HEALTHY, 1)
                .says(EAST, Verdict.HEALTHY, Verdict.HEALTHY, 11)
                .shifts();
    }

    @Test
    void aLinkThatIsCutWhileBothServeIsDisputedByWhoeverStillSeesTheRegion() {
        both().says(WITNESS, Verdict.HEALTHY, Verdict.HEALTHY, 1).refuses(Reason.DISPUTED);
        both().says(EAST, Verdict.DEGRADED, Verdict.DOWN, 1).refuses(Reason.DISPUTED);
        both().says(EAST, Verdict.HEALTHY, Verdict.DOWN, 1)
                .says(WITNESS, Verdict.DOWN, Verdict.HEALTHY, 1)
                .refuses(Reason.DISPUTED);
    }

    @Test
    void whoHearsNobodyIsTheOneThatIsCutOff() {
        both().refuses(Reason.UNCONFIRMED);
        both().says(EAST, Verdict.DOWN, Verdict.HEALTHY, 11)
                .says(WITNESS, Verdict.DOWN, Verdict.HEALTHY, 10.5)
                .refuses(Reason.UNCONFIRMED);
    }

    @Test
    void whoCannotTellConfirmsNothingAndDisputesNothing() {
        both().says(EAST, Verdict.UNKNOWN, Verdict.UNKNOWN, 1)
                .says(WITNESS, Verdict.UNKNOWN, Verdict.UNKNOWN, 1)
                .refuses(Reason.UNCONFIRMED);
        both().says(EAST, Verdict.UNKNOWN, Verdict.UNKNOWN, 1)
                .says(WITNESS, Verdict.DOWN, Verdict.UNKNOWN, 1)
                .shifts();
    }

    /** A place whose judge stands still goes on sending. */
    @Test
    void aWordThatWasNotJudgedForLongDisputesNothingAndConfirmsNothing() {
        both().says(EAST, Verdict.HEALTHY, Verdict.HEALTHY, 1, 9, Optional.empty())
                .says(WITNESS, Verdict.DOWN, Verdict.HEALTHY, 1)
                .refuses(Reason.DISPUTED);
        both().says(EAST, Verdict.HEALTHY, Verdict.DOWN, 1, 11, Optional.empty())
                .says(WITNESS, Verdict.DOWN, Verdict.HEALTHY, 1)
                .shifts();
        both().says(EAST, Verdict.UNKNOWN, Verdict.HEALTHY, 1)
                .says(WITNESS, Verdict.DOWN, Verdict.HEALTHY, 1, 11, Optional.empty())
                .refuses(Reason.UNCONFIRMED);
    }

    @Test
    void aMajorityIsEnoughWhereThatIsConfigured() {
        both().requiring(Required.MAJORITY)
                .says(EAST, Verdict.HEALTHY, Verdict.HEALTHY, 1)
                .says(WITNESS, Verdict.DOWN, Verdict.HEALTHY, 1)
                .shifts();
        both().requiring(Required.MAJORITY)
                .says(EAST, Verdict.HEALTHY, Verdict.HEALTHY, 1)
                .refuses(Reason.UNCONFIRMED);
    }

    @Test
    void ourOwnVerdictIsEnoughWhereThatIsConfigured() {
        both().requiring(Required.ALONE)
                .says(WITNESS, Verdict.HEALTHY, Verdict.DOWN, 1)
                .shifts();
    }

    @Test
    void withoutAWitnessTheConnectivityChecksTellWhoIsCutOff() {
        new Given().asking(EAST).refuses(Reason.UNCONFIRMED);
        new Given().asking(EAST).reaches(2, 3, 1).shifts();
        new Given().asking(EAST).reaches(1, 2, 1).refuses(Reason.UNCONFIRMED);
        new Given().asking(EAST).reaches(3, 3, 11).refuses(Reason.UNCONFIRMED);
    }

    @Test
    void connectivityProvesNothingWhileTheRegionItselfSpeaks() {
        new Given()
                .asking(EAST)
                .reaches(3, 3, 1)
                .says(EAST, Verdict.UNKNOWN, Verdict.HEALTHY, 1)
                .refuses(Reason.UNCONFIRMED);
        new Given()
                .asking(EAST)
                .reaches(0, 3, 1)
                .says(EAST, Verdict.DOWN, Verdict.HEALTHY, 1)
                .shifts();
        // With a witness that is gone, too: what abstains is not missed.
        both().reaches(0, 3, 1).says(EAST, Verdict.DOWN, Verdict.HEALTHY, 1).shifts();
        both().reaches(3, 3, 1).refuses(Reason.UNCONFIRMED);
    }

    @Test
    void theRegionsOwnLeaderNeedsAnotherPlaceToo() {
        both().from(EAST).refuses(Reason.UNCONFIRMED);
        new Given().from(EAST).asking(WEST, WITNESS).reaches(3, 3, 1).refuses(Reason.UNCONFIRMED);
        new Given()
                .from(EAST)
                .asking(WEST, WITNESS)
                .says(WEST, Verdict.DOWN, Verdict.HEALTHY, 1)
                .shifts();
        new Given()
                .from(EAST)
                .asking(WEST, WITNESS)
                .says(WEST, Verdict.HEALTHY, Verdict.HEALTHY, 1)
                .refuses(Reason.DISPUTED);
    }

    @Test
    void oneObserverWithoutALeaderCanDisputeAndNotConfirm() {
        both().oneObserverOf(EAST, Verdict.DOWN).refuses(Reason.UNCONFIRMED);
        both().oneObserverOf(EAST, Verdict.HEALTHY)
                .says(WITNESS, Verdict.DOWN, Verdict.HEALTHY, 1)
                .refuses(Reason.DISPUTED);
        // Nor does it keep the connectivity checks from telling who is cut off.
        new Given()
                .asking(EAST)
                .reaches(3, 3, 1)
                .oneObserverOf(EAST, Verdict.DOWN)
                .shifts();
    }

    @Test
    void anAlertEscapesNoHoldDownWithoutEvidence() {
        for (Verdict witness : List.of(Verdict.HEALTHY, Verdict.DOWN)) {
            Given given = both().says(WITNESS, witness, Verdict.HEALTHY, 1);
            given.downSince = 0;
            given.sinceSwitch = Optional.of(seconds(1));
            given.intents = given.intents.withRequest(
                    Optional.of(new Request(Kind.FAILOVER, WEST, "alert", "x", true, false, EPOCH.plusSeconds(9999))));
            if (witness == Verdict.DOWN) {
                given.shifts();
            } else {
                given.refuses(Reason.DISPUTED);
            }
        }
    }

    @Test
    void anAlertLeavesNoRegionThatOtherPlacesSeeAlive() {
        Intents alert = Intents.NONE.withRequest(
                Optional.of(new Request(Kind.FAILOVER, WEST, "alert", "x", true, false, EPOCH.plusSeconds(9999))));
        Given disputed = both().says(WITNESS, Verdict.HEALTHY, Verdict.HEALTHY, 1);
        disputed.intents = alert;
        disputed.refuses(Reason.DISPUTED);
        Given unheard = both();
        unheard.intents = alert;
        unheard.refuses(Reason.UNCONFIRMED);
        Given confirmed = both().says(WITNESS, Verdict.DOWN, Verdict.HEALTHY, 1);
        confirmed.intents = alert;
        confirmed.shifts();
    }

    @Test
    void aTargetThatAnotherPlaceSeesDownIsNoTarget() {
        both().says(WITNESS, Verdict.DOWN, Verdict.DOWN, 1).refuses(Reason.NO_HEALTHY_TARGET);
        // The region that is left knows nothing of its target once the link between them is cut.
        both().says(EAST, Verdict.DOWN, Verdict.DOWN, 1).shifts();
    }

    @Test
    void aPersonNeedsNoConfirmation() {
        Given given = both().says(WITNESS, Verdict.HEALTHY, Verdict.HEALTHY, 1);
        given.intents = given.intents.withRequest(
                Optional.of(new Request(Kind.FAILOVER, WEST, "ann", "drill", false, false, EPOCH.plusSeconds(9999))));
        given.shifts();
    }

    @Test
    void aHoldInAnotherRegionBindsUntilItEndsHoweverLongThatRegionIsSilent() {
        Optional<Opinion.Held> standing = Optional.of(new Opinion.Held("ann", "drill", seconds(NOW + 1)));
        Optional<Opinion.Held> over = Optional.of(new Opinion.Held("ann", "drill", seconds(NOW)));
        both().says(WITNESS, Verdict.DOWN, Verdict.HEALTHY, 1)
                .says(EAST, Verdict.HEALTHY, Verdict.HEALTHY, 500, standing)
                .refuses(Reason.HELD);
        both().says(WITNESS, Verdict.DOWN, Verdict.HEALTHY, 1)
                .says(EAST, Verdict.HEALTHY, Verdict.HEALTHY, 500, over)
                .shifts();
    }

    @Test
    void theExplanationNamesEachPlaceItsWordAndItsAge() {
        Decision.Rule rule = both()
                .says(EAST, Verdict.HEALTHY, Verdict.HEALTHY, 30)
                .says(WITNESS, Verdict.DOWN, Verdict.HEALTHY, 1)
                .reaches(2, 3, 1)
                .decision()
                .rules()
                .stream()
                .filter(r -> r.name() == Reason.UNCONFIRMED)
                .findFirst()
                .orElseThrow();
        assertTrue(rule.allows(), rule::present);
        for (String part : List.of(
                "3 of 4", EAST + " silent, last heard 30 s ago", "witness sees it DOWN 1000 ms ago", "2 of 3")) {
            assertTrue(rule.present().contains(part), rule::present);
        }
    }
}
