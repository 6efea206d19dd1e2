package dev.temporalfailover.probe;

import dev.temporalfailover.outside.Line;
import dev.temporalfailover.probe.dns.Resends;
import dev.temporalfailover.probe.dns.SearchList;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.lookup.LookupResult;
import org.xbill.DNS.lookup.LookupSession;
import org.xbill.DNS.lookup.NoSuchDomainException;
import org.xbill.DNS.lookup.NoSuchRRSetException;

/**
 * Asks DNS for the addresses of a name, along the search list, with a deadline and without a cache. On the loop's thread only.
 */
final class Lookup {
    private static final int MAX_PROBLEM = 200;
    private static final Duration RESEND = Duration.ofMillis(400);

    /** RFC 8305, section 3: how long the second family is waited for when the first has come. */
    private static final Duration OTHER_FAMILY = Duration.ofMillis(50);

    private final Loop loop;
    private final LookupSession session;
    private final SearchList search;
    /** Which of its names a short one meant last. */
    private final Map<String, Name> meant = new HashMap<>();

    Lookup(Loop loop, List<InetSocketAddress> servers) {
        this(loop, servers, SearchList.ofSystem());
    }

    /** @param servers empty for the system's */
    Lookup(Loop loop, List<InetSocketAddress> servers, SearchList search) {
        this.loop = loop;
        this.search = search;
        List<InetSocketAddress> asked =
                servers.isEmpty() ? ResolverConfig.getCurrentConfig().servers() : servers;
        this.session = LookupSession.defaultBuilder()
                .clearCaches()
                .executor(Runnable::run)
                .resolver(new Resends(loop.thread(), asked, RESEND))
                .build();
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
        List<Name> names;
        try {
            names = new ArrayList<>(search.candidates(host));
        } catch (TextParseException e) {
            done.accept(new FoundAddresses(null, null, null, "not a DNS name: " + host));
            return;
        }
        Name last = meant.get(host);
        if (last != null && names.remove(last)) {
            names.add(0, last);
        }
        Hunt hunt = new Hunt(host, names, timeout, done);
        hunt.timer = loop.after(timeout, hunt::late);
        hunt.ask();
    }

    /** One name after the other, until one has addresses. */
    private final class Hunt {
        private final String host;
        private final List<Name> names;
        private final Duration timeout;
        private final Consumer<FoundAddresses> done;
        private Future<?> timer;
        private Both both;
        private int at;
        private String failed = "";
        private boolean ended;

        Hunt(String host, List<Name> names, Duration timeout, Consumer<FoundAddresses> done) {
            this.host = host;
            this.names = names;
            this.timeout = timeout;
            this.done = done;
        }

        void ask() {
            Name name = names.get(at);
            Both mine = new Both(found -> answered(name, found));
            both = mine;
            session.lookupAsync(name, Type.A).whenComplete((r, e) -> loop.run(() -> mine.family(false, r, e)));
            session.lookupAsync(name, Type.AAAA).whenComplete((r, e) -> loop.run(() -> mine.family(true, r, e)));
        }

        private void answered(Name name, FoundAddresses found) {
            if (ended) {
                return;
            }
            if (found.problem().isEmpty()) {
                if (names.size() > 1) {
                    meant.put(host, name);
                }
                end(found);
                return;
            }
            boolean unknown = found.v4() == null || found.v6() == null;
            failed = unknown && failed.isEmpty() ? found.problem() : failed;
            if (++at < names.size()) {
                ask();
                return;
            }
            String why = failed.isEmpty() ? found.problem() : failed;
            boolean searched = failed.isEmpty() && names.size() > 1;
            end(new FoundAddresses(
                    failed.isEmpty() ? found.v4() : null,
                    failed.isEmpty() ? found.v6() : null,
                    null,
                    Line.of(searched ? why + ", whole or with the search list: " + names : why, MAX_PROBLEM)));
        }

        private void late() {
            if (!ended) {
                end(both.soFar("no answer from DNS within " + timeout.toMillis() + " ms"));
            }
        }

        private void end(FoundAddresses found) {
            ended = true;
            timer.cancel(false);
            done.accept(found);
        }
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address record of " + bytes.length + " bytes", e);
        }
    }

    /** Collects the two families. */
    private final class Both {
        private final Consumer<FoundAddresses> done;
        private List<InetAddress> v4;
        private List<InetAddress> v6;
        private Duration ttl;
        private String problem = "";
        private int answers;

        Both(Consumer<FoundAddresses> done) {
            this.done = done;
        }

        void family(boolean six, LookupResult result, Throwable error) {
            List<InetAddress> found = error == null ? addresses(result) : none(error);
            if (six) {
                v6 = found;
            } else {
                v4 = found;
            }
            if (++answers == 2) {
                finish();
            } else if (!six && v4 != null && !v4.isEmpty()) {
                // Many servers never answer a question for AAAA.
                loop.after(OTHER_FAMILY, this::finish);
            }
        }

        private void finish() {
            if (answers <= 2) {
                answers = 3;
                done.accept(soFar(problem.isEmpty() ? "DNS has no address record" : problem));
            }
        }

        /** What is known now; {@code without} is the problem if that is no address. */
        FoundAddresses soFar(String without) {
            boolean any = v4 != null && !v4.isEmpty() || v6 != null && !v6.isEmpty();
            return new FoundAddresses(v4, v6, ttl, any ? "" : without);
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
                problem = problem.isEmpty() ? "NXDOMAIN" : problem;
                return List.of();
            }
            problem = Line.of("DNS failed: " + cause.getClass().getSimpleName() + " " + Line.root(cause), MAX_PROBLEM);
            return null;
        }
    }
}
