package dev.temporalfailover.exchange;

import dev.temporalfailover.exchange.wire.Guidance;
import dev.temporalfailover.failover.situation.Findings;
import dev.temporalfailover.failover.situation.Opinion;
import dev.temporalfailover.failover.verdict.Verdict;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A view of about 15 KiB. */
final class Wide {
    private static final int REGIONS = 50;

    private Wide() {}

    static Findings finds(Verdict verdict) {
        Duration now = Party.steady();
        Map<String, Opinion.Word> words = new HashMap<>();
        for (int i = 0; i < REGIONS; i++) {
            words.put("region-" + i, new Opinion.Word(verdict, "w".repeat(300), now, now));
        }
        return new Findings(words, Optional.empty(), Optional.empty(), Optional.empty(), now);
    }

    static Verdict verdict(Guidance guidance) {
        return VoteWire.decode(guidance.getView().getPolicies(0).getRegions(0).getVerdict())
                .orElseThrow();
    }
}
