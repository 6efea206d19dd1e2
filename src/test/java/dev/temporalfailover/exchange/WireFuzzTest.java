package dev.temporalfailover.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.temporalfailover.exchange.wire.Observation;
import dev.temporalfailover.exchange.wire.PolicyView;
import dev.temporalfailover.exchange.wire.RegionView;
import dev.temporalfailover.exchange.wire.Role;
import dev.temporalfailover.exchange.wire.View;
import dev.temporalfailover.failover.situation.Opinion;
import dev.temporalfailover.failover.verdict.PolicyVote;
import dev.temporalfailover.failover.verdict.Verdict;
import dev.temporalfailover.outside.Line;
import dev.temporalfailover.testkit.fuzz.Fuzz;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WireFuzzTest {
    private static final Duration NOW = Duration.ofHours(1);

    @Test
    void views() {
        View view = View.newBuilder()
                .setPlace("b")
                .setInstance("b-1")
                .setRole(Role.ROLE_LEADER)
                .addPolicies(PolicyView.newBuilder()
                        .setPolicy("p")
                        .setEpoch(7)
                        .addRegions(RegionView.newBuilder()
                                .setRegion("us-east-1")
                                .setVerdict(VoteWire.encode(Verdict.DOWN))
                                .setWhy("because")
                                .setForMs(9_000)))
                .build();
        Fuzz.bytes("view", List.of(view.toByteArray()), input -> {
            Map<String, Opinion> read;
            try {
                read = ViewWire.decode(View.parseFrom(input), "b", 300, NOW);
            } catch (InvalidProtocolBufferException notOfTheProtocol) {
                return false;
            } catch (Malformed refused) {
                clean(refused.getMessage());
                return false;
            }
            for (Opinion opinion : read.values()) {
                opinion.words().values().forEach(word -> clean(word.why()));
                opinion.hold().ifPresent(hold -> {
                    clean(hold.owner() + hold.reason());
                    assertTrue(hold.until().minus(NOW).compareTo(Duration.ofHours(24)) <= 0, hold.toString());
                });
            }
            return true;
        });
    }

    @Test
    void observations() {
        Observation seed = Observation.newBuilder()
                .setInstance("a-1")
                .setRegion("us-east-1")
                .addVotes(VoteWire.encode(Party.vote(1, Verdict.DOWN, "x"), Party.steady()))
                .build();
        VoteWire wire = new VoteWire(300);
        Fuzz.bytes("observation", List.of(seed.toByteArray()), input -> {
            try {
                for (var vote : Observation.parseFrom(input).getVotesList()) {
                    Optional<PolicyVote> read = wire.decode(vote, "a-1", NOW);
                    read.ifPresent(one ->
                            clean(one.policy() + one.vote().why() + one.vote().target()));
                }
            } catch (InvalidProtocolBufferException notOfTheProtocol) {
                return false;
            } catch (Malformed refused) {
                clean(refused.getMessage());
                return false;
            }
            return true;
        });
    }

    private static void clean(String text) {
        assertEquals(Line.of(text, text.length() + 3), text);
    }
}
