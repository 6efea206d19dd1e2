package dev.temporalfailover.failover.pace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class RendezvousTest {
    private static final int KEYS = 20_000;

    private static Set<String> chosen(Rendezvous fleet, Iterable<String> members, String key, int k) {
        Set<String> found = new HashSet<>();
        members.forEach(member -> {
            if (fleet.chosen(member, key, k)) {
                found.add(member);
            }
        });
        return found;
    }

    private static List<String> names(String prefix, int n) {
        return IntStream.range(0, n).mapToObj(i -> prefix + i).toList();
    }

    @Property(tries = 300)
    void allMembersAgreeWhoIsChosenHoweverTheyWereToldOfTheFleet(
            @ForAll @Size(min = 1, max = 40) Set<String> members,
            @ForAll String key,
            @ForAll @IntRange(min = 1, max = 45) int k,
            @ForAll long seed) {
        Set<String> agreed = chosen(Rendezvous.of(members), members, key, k);
        assertEquals(Math.min(k, members.size()), agreed.size());
        Random random = new Random(seed);
        for (String self : members) {
            List<String> told = new ArrayList<>(members);
            told.addAll(members);
            Collections.shuffle(told, random);
            Rendezvous fleet = Rendezvous.of(told);
            assertEquals(members.size(), fleet.size());
            assertEquals(agreed.contains(self), fleet.chosen(self, key, k));
        }
    }

    @Property(tries = 300)
    void aNewMemberTakesOverOnlyForItself(
            @ForAll @Size(min = 1, max = 40) Set<String> members,
            @ForAll String added,
            @ForAll String key,
            @ForAll @IntRange(min = 1, max = 45) int k) {
        Set<String> more = new HashSet<>(members);
        more.add(added);
        Set<String> before = chosen(Rendezvous.of(members), members, key, k);
        Set<String> after = chosen(Rendezvous.of(more), more, key, k);
        Set<String> came = new HashSet<>(after);
        came.removeAll(before);
        Set<String> went = new HashSet<>(before);
        went.removeAll(after);
        assertTrue(came.isEmpty() || came.equals(Set.of(added)), "came: " + came);
        assertTrue(went.size() <= came.size(), "went: " + went);
    }

    @Example
    void aNewMemberMovesItsShareOfTheTargetsAndNoMore() {
        List<String> members = names("temporal-failover-", 49);
        Rendezvous after = Rendezvous.of(concat(members, "temporal-failover-new"));
        long moved = names("10.0.0.", KEYS).stream()
                .filter(key -> after.chosen("temporal-failover-new", key, 3))
                .count();
        // Binomial: 20000 * 3/50 = 1200, standard deviation 34.
        assertTrue(moved > 1030 && moved < 1370, "moved " + moved);
    }

    @Example
    void targetsAreSpreadEvenlyOverNamesThatDifferInTheirLastDigits() {
        assertEven(names("temporal-failover-", 200), names("10.0.0.1:", KEYS));
    }

    @Example
    void targetsAreSpreadEvenlyOverNamesWithTheSameStringHash() {
        List<String> same = IntStream.range(0, 256)
                .mapToObj(i -> IntStream.range(0, 8)
                        .mapToObj(bit -> (i >> bit & 1) == 0 ? "Aa" : "BB")
                        .collect(Collectors.joining()))
                .toList();
        assertEquals(1, same.stream().map(String::hashCode).distinct().count());
        assertEven(same, names("10.0.0.1:7233 system_info ", KEYS));
    }

    @Example
    void targetsAreSpreadEvenlyOverFewMembers() {
        assertEven(List.of("a", "b", "c", "d", "e", "f", "g"), names("k", KEYS));
    }

    @Example
    void aStrangerIsNeverChosenAndAnUnknownFleetChoosesNobody() {
        assertFalse(Rendezvous.of(List.of("a", "b")).chosen("c", "key", 9));
        assertFalse(Rendezvous.of(List.of("a", "b")).has("c"));
        assertFalse(Rendezvous.UNKNOWN.chosen("a", "key", 9));
        assertEquals(0, Rendezvous.UNKNOWN.size());
    }

    /** Chi-square of how often each member is one of three that are chosen, beyond six standard deviations. */
    private static void assertEven(List<String> members, List<String> keys) {
        Rendezvous fleet = Rendezvous.of(members);
        double expected = 3.0 * keys.size() / members.size();
        double chiSquare = members.stream()
                .mapToDouble(member -> keys.stream()
                        .filter(key -> fleet.chosen(member, key, 3))
                        .count())
                .map(count -> (count - expected) * (count - expected) / expected)
                .sum();
        double freedom = members.size() - 1;
        assertTrue(chiSquare < freedom + 6 * Math.sqrt(2 * freedom), "chi-square " + chiSquare);
        assertTrue(chiSquare > 0, "too even to be random");
    }

    private static List<String> concat(List<String> members, String one) {
        List<String> all = new ArrayList<>(members);
        all.add(one);
        return all;
    }
}
