package dev.temporalfailover.probe.dns;

import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.TextParseException;

/**
 * Which full names a short one may mean, as {@code search} and {@code ndots} of {@code resolv.conf} say and every other program
 * of a pod understands it.
 *
 * @param suffixes absolute, in their order; may be empty
 * @param ndots a name with fewer dots is tried with the suffixes first
 */
public record SearchList(List<Name> suffixes, int ndots) {

    public SearchList {
        suffixes = List.copyOf(suffixes);
    }

    /** Of this machine or pod. */
    public static SearchList ofSystem() {
        ResolverConfig system = ResolverConfig.getCurrentConfig();
        return new SearchList(system.searchPath(), system.ndots());
    }

    /**
     * The full names to ask for, in order; at least one. One that ends in a dot is full already.
     *
     * @throws TextParseException if it is no DNS name
     */
    public List<Name> candidates(String host) throws TextParseException {
        Name name = Name.fromString(host);
        if (name.isAbsolute()) {
            return List.of(name);
        }
        List<Name> all = new ArrayList<>();
        for (Name suffix : suffixes) {
            try {
                Name full = Name.concatenate(name, suffix);
                if (!all.contains(full)) {
                    all.add(full);
                }
            } catch (NameTooLongException tooLong) {
                // No server knows it under such a name.
                continue;
            }
        }
        Name alone = Name.fromString(host, Name.root);
        all.remove(alone);
        all.add(name.labels() - 1 >= ndots ? 0 : all.size(), alone);
        return all;
    }
}
