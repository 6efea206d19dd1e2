package dev.temporalfailover.traffic.route53;

import dev.temporalfailover.traffic.route53.Snapshot.Live;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Address;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/**
 * Asks a client's resolver for the first record and returns the region whose values it answers. A few questions only: an
 * authoritative server answers by weight, a cache says the same until the TTL has passed. Stops at the first question
 * that fails.
 */
final class ClientView {

    private static final int QUESTIONS = 4;
    private static final Duration TIMEOUT = Duration.ofMillis(500);

    private final String host;
    private final int port;

    /**
     * Sends nothing yet.
     *
     * @param resolver {@code host:port}, empty for the system's resolver
     * @throws IllegalArgumentException if it is not of that form
     */
    ClientView(Optional<String> resolver) {
        String asked = resolver.orElse(null);
        int colon = asked == null ? 0 : asked.lastIndexOf(':');
        if (colon < 0 || asked != null && !asked.substring(colon + 1).matches("[0-9]{1,5}")) {
            throw new IllegalArgumentException("resolver must be host:port, not " + asked);
        }
        this.host = asked == null ? null : asked.substring(0, colon);
        this.port = asked == null ? 0 : Integer.parseInt(asked.substring(colon + 1));
    }

    /** Shares by region that sum to 1; empty if no answer belongs to a region. */
    Map<String, Double> shares(List<Live> live) {
        if (live.isEmpty() || RecordName.canonical(live.get(0).record().name()).contains("\\")) {
            return Map.of();
        }
        String name = live.get(0).record().name();
        int type = Type.value(live.get(0).record().type());
        Map<String, Integer> counts = new TreeMap<>();
        int told = 0;
        try {
            SimpleResolver server = new SimpleResolver(server());
            server.setTimeout(TIMEOUT);
            Map<String, String> owners = owners(live, name, type, server);
            for (int i = 0; i < QUESTIONS && !owners.isEmpty(); i++) {
                Set<String> regions = new HashSet<>();
                ask(server, name, type).forEach(value -> regions.add(owners.get(value)));
                if (regions.size() == 1 && !regions.contains(null)) {
                    counts.merge(regions.iterator().next(), 1, Integer::sum);
                    told++;
                }
            }
            return shares(counts, told);
        } catch (IOException e) {
            // A resolver that does not answer ends the view early, mostly empty: unknown.
            return shares(counts, told);
        }
    }

    private static Map<String, Double> shares(Map<String, Integer> counts, int told) {
        Map<String, Double> shares = new TreeMap<>();
        counts.forEach((region, count) -> shares.put(region, (double) count / told));
        return shares;
    }

    /** The region of each answer; values that two regions share are left out. */
    private static Map<String, String> owners(List<Live> live, String name, int type, SimpleResolver server)
            throws IOException {
        Map<String, String> owners = new HashMap<>();
        Set<String> shared = new HashSet<>();
        for (Live one : live) {
            if (Type.value(one.record().type()) != type
                    || !RecordName.same(one.record().name(), name)) {
                continue;
            }
            for (String value : values(one.set(), type, server)) {
                String other = owners.put(value, one.region());
                if (other != null && !other.equals(one.region())) {
                    shared.add(value);
                }
            }
        }
        owners.keySet().removeAll(shared);
        return owners;
    }

    private static Set<String> values(ResourceRecordSet set, int type, SimpleResolver server) throws IOException {
        if (set.aliasTarget() != null) {
            return ask(server, set.aliasTarget().dnsName(), type);
        }
        Set<String> values = new HashSet<>();
        for (var record : set.resourceRecords()) {
            values.add(type == Type.CNAME ? plain(record.value()) : address(record.value()));
        }
        return values;
    }

    private static Set<String> ask(SimpleResolver server, String name, int type) throws IOException {
        Name absolute = Name.fromString(name.endsWith(".") ? name : name + ".");
        Message answer = server.send(Message.newQuery(Record.newRecord(absolute, type, DClass.IN)));
        Set<String> values = new HashSet<>();
        for (Record record : answer.getSection(Section.ANSWER)) {
            if (record.getType() != type) {
                continue;
            }
            if (record instanceof ARecord a) {
                values.add(a.getAddress().getHostAddress());
            } else if (record instanceof AAAARecord aaaa) {
                values.add(aaaa.getAddress().getHostAddress());
            } else if (record instanceof CNAMERecord cname) {
                values.add(plain(cname.getTarget().toString()));
            }
        }
        return values;
    }

    private InetSocketAddress server() throws IOException {
        return host == null
                ? ResolverConfig.getCurrentConfig().server()
                : new InetSocketAddress(InetAddress.getByName(host), port);
    }

    /** The one spelling of an address; Route 53 keeps it as written. */
    private static String address(String written) throws IOException {
        byte[] bytes = Address.toByteArray(written, Address.IPv4);
        if (bytes == null) {
            bytes = Address.toByteArray(written, Address.IPv6);
        }
        return bytes == null ? written : InetAddress.getByAddress(bytes).getHostAddress();
    }

    private static String plain(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }
}
