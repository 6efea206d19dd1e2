package dev.temporalfailover.emulator.clients;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** A records from one DNS server. */
public final class DnsNames implements Names {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final SimpleResolver resolver;

    public DnsNames(InetSocketAddress server) {
        this.resolver = new SimpleResolver(server);
        this.resolver.setTimeout(TIMEOUT);
    }

    @Override
    public Answer lookup(String name) throws IOException {
        Message query = Message.newQuery(Record.newRecord(Name.fromString(name + "."), Type.A, DClass.IN));
        List<String> addresses = new ArrayList<>();
        long ttl = 0;
        for (Record record : resolver.send(query).getSection(Section.ANSWER)) {
            if (record instanceof ARecord a) {
                addresses.add(a.getAddress().getHostAddress());
                ttl = record.getTTL();
            }
        }
        return new Answer(addresses, Duration.ofSeconds(ttl));
    }
}
