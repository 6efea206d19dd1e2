package dev.temporalfailover.loop;

import dev.temporalfailover.failover.situation.Elsewhere;
import dev.temporalfailover.failover.situation.Opinion;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The epochs that other places tell of. A place has read or written an epoch before it tells of it, and epochs only grow: a reading of the
 * record that begins later and finds an older one shows that the word is not true, and the word counts no more. So whoever has a
 * place's certificate stops nothing with an invented epoch, unless the record cannot be read since. On the loop's thread only.
 */
final class ToldEpochs {
    /** Route 53 lists a change as soon as it has accepted it; a reading that begins so long after the word leaves no doubt. */
    static final Duration SETTLED = Duration.ofSeconds(10);
    /** The word of one place brings about a reading once in so long: others' numbers must not use up the account's rate. */
    static final Duration PAUSE = Duration.ofSeconds(5);

    /**
     * @param since when it was first heard
     * @param asked the record was read because of it
     * @param refuted a later reading found an older epoch
     */
    private record EpochWord(long epoch, Duration since, boolean asked, boolean refuted) {}

    /** By place, what it tells now. */
    private final Map<String, EpochWord> words = new HashMap<>();

    /** By place, when its word last brought about a reading. */
    private final Map<String, Duration> asked = new HashMap<>();

    /**
     * True if the record is to be read now, because a place tells of a newer epoch: once for each word.
     *
     * @param known the epoch that was read last, or -1
     * @param now {@link dev.temporalfailover.failover.Moment#steady()}
     */
    boolean hear(Elsewhere elsewhere, long known, Duration now) {
        Map<String, Long> told = elsewhere.opinions().stream()
                .filter(opinion -> opinion.epoch().isPresent())
                .collect(Collectors.toMap(Opinion::place, o -> o.epoch().get(), Math::max));
        words.keySet().retainAll(told.keySet());
        told.forEach((place, epoch) -> {
            EpochWord word = words.get(place);
            if (word == null || word.epoch() != epoch) {
                words.put(place, new EpochWord(epoch, now, false, false));
            }
        });
        boolean any = false;
        for (Map.Entry<String, EpochWord> entry : words.entrySet()) {
            EpochWord word = entry.getValue();
            if (word.epoch() > known && !word.asked() && mayAsk(entry.getKey(), now)) {
                entry.setValue(new EpochWord(word.epoch(), word.since(), true, word.refuted()));
                asked.put(entry.getKey(), now);
                any = true;
            }
        }
        return any;
    }

    private boolean mayAsk(String place, Duration now) {
        Duration last = asked.get(place);
        return last == null || now.minus(last).compareTo(PAUSE) >= 0;
    }

    /**
     * The record was read.
     *
     * @param began when the reading began, {@link dev.temporalfailover.failover.Moment#steady()}
     * @param found the epoch that it found
     */
    void read(Duration began, long found) {
        words.replaceAll((place, word) -> {
            boolean refuted = word.epoch() > found && began.minus(word.since()).compareTo(SETTLED) >= 0;
            return refuted ? new EpochWord(word.epoch(), word.since(), word.asked(), true) : word;
        });
    }

    /** What other places say, without the epochs that are not true. */
    Elsewhere believed(Elsewhere elsewhere) {
        List<Opinion> opinions = elsewhere.opinions().stream()
                .map(opinion -> refuted(opinion) ? opinion.withoutEpoch() : opinion)
                .toList();
        return new Elsewhere(opinions, elsewhere.connectivity());
    }

    private boolean refuted(Opinion opinion) {
        EpochWord word = words.get(opinion.place());
        return word != null && word.refuted() && Objects.equals(opinion.epoch().orElse(null), word.epoch());
    }

    /** What a person should know: which place tells of an epoch that the record does not have. */
    List<String> advice() {
        return words.entrySet().stream()
                .filter(entry -> entry.getValue().refuted())
                .sorted(Map.Entry.comparingByKey())
                .map(entry ->
                        entry.getKey() + " tells of epoch " + entry.getValue().epoch()
                                + ", which the record did not have when it was read later: the word does not count")
                .toList();
    }
}
