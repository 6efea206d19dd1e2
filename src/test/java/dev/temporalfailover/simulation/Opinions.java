package dev.temporalfailover.simulation;

import dev.temporalfailover.failover.situation.Opinion;
import dev.temporalfailover.failover.verdict.RegionVerdict;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Makes a process's own verdicts an opinion. */
final class Opinions {
    private Opinions() {}

    static Opinion of(
            Pod self,
            Opinion.Role role,
            Map<String, RegionVerdict> verdicts,
            Optional<Long> epoch,
            Optional<Opinion.Held> hold,
            Optional<Opinion.Told> takeover) {
        Map<String, Opinion.Word> words = new HashMap<>();
        verdicts.forEach((region, v) -> words.put(region, new Opinion.Word(v.verdict(), v.why(), v.since())));
        return new Opinion(self.place, role, self.name, words, epoch, hold, takeover, self.now());
    }
}
