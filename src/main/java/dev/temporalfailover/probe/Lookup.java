package dev.temporalfailover.probe;

import dev.temporalfailover.outside.Line;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.lookup.LookupResult;
import org.xbill.DNS.lookup.LookupSession;
import org.xbill.DNS.lookup.NoSuchDomainException;
import org.xbill.DNS.lookup.NoSuchRRSetException;

/** Asks DNS for the addresses of a name, with a deadline and without a cache. */
final class Lookup {
    private static final Duration RESEND = Duration.ofMillis(400);

    private final Loop loop;
    private final LookupSession session;

    Lookup(Loop loop, List<InetSocketAddress> servers) {
        this.loop = loop;
        LookupSession.LookupSessionBuilder builder =
                LookupSession.defaultBuilder().clearCaches().executor(Runnable::run);
        ExtendedResolver resolver;
        if (servers.isEmpty()) {
            resolver = new ExtendedResolver();
        } else {
            List<Resolver> each = new ArrayList<>();
            servers.forEach(server -> each.add(new SimpleResolver(server)));
            resolver = new ExtendedResolver(each);
        }
        for (Resolver one : resolver.getResolvers()) {
            one.setTimeout(RESEND);
        }
        this.session = builder.resolver(resolver).build();
    }

    /**
     * What was found for one name.
     *
     * @param v4 null if unknown, empty if there is none
     * @param v6 the same
     * @param ttl the shortest of the records, null without any
     * @param problem empty if at least one address was found
     */
    record FoundAddresses(List<InetAddress> v4, List<InetAddress> v6, Duration ttl, String problem) {}

    /** The address that {@code host} itself is, or null for a name. */
    static InetAddress literal(String host) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(host);
        return bytes == null ? null : address(bytes);
    }

    /** Asks for both families at once; {@code done} is called once, on the loop's thread. */
    void find(String host, Duration timeout, Consumer<FoundAddresses> done) {
        Name name;
        try {
            name = Name.fromString(host);
        } catch (TextParseException e) {
            done.accept(new FoundAddresses(null, null, null, "not a DNS name: " + host));
            return;
        }
        Both both = new Both(done);
        both.timer = loop.after(timeout, () -> both.late(timeout));
        session.lookupAsync(name, Type.A).whenComplete((r, e) -> loop.run(() -> both.family(false, r, e)));
        session.lookupAsync(name, Type.AAAA).whenComplete((r, e) -> loop.run(() -> both.family(true, r, e)));
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address record of " + bytes.length + " bytes", e);
        }
    }

    /** Collects the two families. */
    private static final class Both {
        private final Consumer<FoundAddresses> done;
        private Future<?> timer;
        private List<InetAddress> v4;
        private List<InetAddress> v6;
        private Duration ttl;
        private String problem = "";
        private int answers;

        Both(Consumer<FoundAddresses> done) {
            this.done = done;
        }

        void family(boolean six, LookupResult result, Throwable error) {
            if (answers >= 2) {
                return;
            }
            List<InetAddress> found = error == null ? addresses(result) : none(error);
            if (six) {
                v6 = found;
            } else {
                v4 = found;
            }
            if (++answers == 2) {
                finish();
            }
        }

        void late(Duration timeout) {
            if (answers < 2) {
                answers = 2;
                problem = "no answer from DNS within " + timeout.toMillis() + " ms";
                finish();
            }
        }

        private void finish() {
            timer.cancel(false);
            boolean any = v4 != null && !v4.isEmpty() || v6 != null && !v6.isEmpty();
            String why = any ? "" : problem.isEmpty() ? "DNS has no address record" : problem;
            done.accept(new FoundAddresses(v4, v6, ttl, why));
        }

        private List<InetAddress> addresses(LookupResult result) {
            List<InetAddress> found = new ArrayList<>();
            for (Record record : result.getRecords()) {
                InetAddress address = record instanceof ARecord a
                        ? a.getAddress()
                        : record instanceof AAAARecord aaaa ? aaaa.getAddress() : null;
                if (address != null) {
                    // Without the name: these are compared, printed and dialled as addresses.
                    found.add(address(address.getAddress()));
                    Duration life = Duration.ofSeconds(record.getTTL());
                    ttl = ttl == null || life.compareTo(ttl) < 0 ? life : ttl;
                }
            }
            found.sort(Comparator.comparing(InetAddress::getHostAddress));
            return found;
        }

        /** Empty if DNS says so, null if unknown. */
        private List<InetAddress> none(Throwable error) {
            Throwable cause =
                    error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
            if (cause instanceof NoSuchRRSetException) {
                return List.of();
            }
            if (cause instanceof NoSuchDomainException) {
                problem = "NXDOMAIN";
                return List.of();
            }
            problem = "DNS failed: " + cause.getClass().getSimpleName() + " " + Line.root(cause);
            return null;
        }
    }
}
