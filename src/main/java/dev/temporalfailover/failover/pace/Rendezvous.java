package dev.temporalfailover.failover.pace;

import java.util.Arrays;
import java.util.Collection;
import java.util.TreeSet;

/**
 * Rendezvous hashing (highest random weight, Thaler and Ravishankar 1998): the members that are chosen for a key.
 * Members that know the same list agree without messages, each is chosen equally often, and a member that comes or goes
 * moves only its own share. Immutable.
 */
public final class Rendezvous {
    /** No members are known. */
    public static final Rendezvous UNKNOWN = of(new TreeSet<>());

    /** Sorted. */
    private final String[] members;

    private final long[] hashes;

    private Rendezvous(String[] members) {
        this.members = members;
        this.hashes = new long[members.length];
        Arrays.setAll(hashes, i -> hash(members[i]));
    }

    /** These members, in any order; a repeated name counts once. */
    public static Rendezvous of(Collection<String> members) {
        return new Rendezvous(new TreeSet<>(members).toArray(String[]::new));
    }

    /** How many members there are; 0 if none are known. */
    public int size() {
        return members.length;
    }

    /** True if it is a member. */
    public boolean has(String member) {
        return Arrays.binarySearch(members, member) >= 0;
    }

    /** True if {@code member} is a member and among the {@code k} with the highest weight for {@code key}. */
    public boolean chosen(String member, String key, int k) {
        int self = Arrays.binarySearch(members, member);
        if (self < 0 || k >= members.length) {
            return self >= 0;
        }
        long of = hash(key);
        long mine = mix(hashes[self] ^ of);
        int above = 0;
        for (int i = 0; i < hashes.length && above < k; i++) {
            int order = Long.compareUnsigned(mix(hashes[i] ^ of), mine);
            // Of equal weights the first in the order of names is higher, so that all agree.
            if (order > 0 || order == 0 && i < self) {
                above++;
            }
        }
        return above < k;
    }

    /** FNV-1a over both bytes of each character, then mixed: alone it leaves similar names with similar high bits. */
    private static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            hash = (hash ^ (c & 0xff)) * 0x100000001b3L;
            hash = (hash ^ (c >>> 8)) * 0x100000001b3L;
        }
        return mix(hash);
    }

    /** MurmurHash3's fmix64: each bit of the input changes each bit of the result with probability one half. */
    private static long mix(long value) {
        long h = value;
        h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
        h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return h ^ (h >>> 33);
    }
}
