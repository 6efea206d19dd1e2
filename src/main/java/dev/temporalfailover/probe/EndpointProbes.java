package dev.temporalfailover.probe;

import dev.temporalfailover.failover.pace.Pace;
import dev.temporalfailover.failover.verdict.Check;
import dev.temporalfailover.failover.verdict.Outcome;
import dev.temporalfailover.failover.verdict.Target;
import dev.temporalfailover.outside.TokenFile;
import dev.temporalfailover.outside.WatchedFile;
import dev.temporalfailover.outside.grpc.TlsContexts;
import dev.temporalfailover.probe.calls.ProbeCall;
import io.grpc.ConnectivityState;
import io.netty.handler.ssl.SslContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** The targets of one endpoint, which follow its name's addresses. On the loop's thread, but for {@link #pollFiles}. */
final class EndpointProbes {
    private final Loop loop;
    private final Lookup lookup;
    private final Endpoint endpoint;
    private final Runnable targetsChanged;
    private final Discovery discovery;
    private final TlsContexts tls;
    private final TokenFile token;
    private final Map<String, Member> members = new LinkedHashMap<>();

    EndpointProbes(Loop loop, Lookup lookup, Endpoint endpoint, Runnable targetsChanged) {
        this.loop = loop;
        this.lookup = lookup;
        this.endpoint = endpoint;
        this.targetsChanged = targetsChanged;
        this.tls = endpoint.tls()
                .map(files -> new TlsContexts(files, loop.listener()))
                .orElse(null);
        this.token = endpoint.tokenFile()
                .map(file -> new TokenFile(new WatchedFile(file), loop.listener()))
                .orElse(null);
        this.discovery = new Discovery(loop, lookup::find, endpoint, this::resolved);
    }

    Endpoint endpoint() {
        return endpoint;
    }

    void start() {
        discovery.start();
    }

    void stop() {
        discovery.stop();
        members.values().forEach(Member::stop);
        members.clear();
    }

    /** Reads files, so never on the loop's thread. */
    void pollFiles() {
        if (token != null) {
            token.poll();
        }
        if (tls != null && tls.poll()) {
            loop.run(() -> members.values().forEach(member -> member.link.renew()));
        }
    }

    void now() {
        members.values().forEach(member -> member.repeats.forEach(Repeat::now));
    }

    void targets(Consumer<Target> each) {
        members.values().forEach(member -> member.repeats.forEach(repeat -> each.accept(repeat.target())));
    }

    /**
     * Sets the pace of every target and starts those that are new.
     *
     * @param checksOn how many targets there are on each address
     * @param each receives each target's pace
     */
    void pace(Pacing pacing, Map<String, Integer> checksOn, BiConsumer<Target, Pace> each) {
        members.forEach((address, member) -> member.repeats.forEach(repeat -> {
            Pace pace = pacing.pace(repeat.target(), checksOn.get(address), repeat.configured());
            repeat.pace(pace);
            each.accept(repeat.target(), pace);
        }));
    }

    /** The connectivity state of every gRPC channel. */
    void states(Consumer<ConnectivityState> each) {
        if (endpoint.checks().stream().anyMatch(EndpointProbes::grpc)) {
            members.values().forEach(member -> each.accept(member.link.state()));
        }
    }

    /** How many gRPC channels there are; each has one connection at most. */
    int channels() {
        return endpoint.checks().stream().anyMatch(EndpointProbes::grpc) ? members.size() : 0;
    }

    /** The time that channels had a call under way, added up, since this was last asked. */
    Duration takeBusy(Duration now) {
        return members.values().stream()
                .map(member -> member.link.use.take(now))
                .reduce(Duration.ZERO, Duration::plus);
    }

    private static boolean grpc(Check check) {
        return check != Check.HTTP && check != Check.COLD_CONNECT;
    }

    /** Adds targets that appeared, which {@link #pace} starts, and ends those that vanished. */
    private void resolved() {
        Map<String, List<InetAddress>> wanted = new LinkedHashMap<>();
        List<InetAddress> known = discovery.known();
        if (endpoint.headless() && !known.isEmpty()) {
            known.forEach(address -> wanted.put(hostAndPort(address), List.of(address)));
        } else {
            wanted.put(endpoint.hostAndPort(), known);
        }
        boolean changed = members.entrySet().removeIf(entry -> {
            if (wanted.containsKey(entry.getKey())) {
                return false;
            }
            entry.getValue().stop();
            return true;
        });
        for (Map.Entry<String, List<InetAddress>> entry : wanted.entrySet()) {
            Member member = members.get(entry.getKey());
            if (member == null) {
                member = new Member();
                members.put(entry.getKey(), member);
                member.addresses(entry.getValue());
                member.prepare(entry.getKey());
                changed = true;
            } else {
                member.addresses(entry.getValue());
            }
        }
        if (changed) {
            targetsChanged.run();
        }
    }

    private String hostAndPort(InetAddress address) {
        String host = address.getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + endpoint.port();
    }

    private Supplier<SslContext> context(Function<TlsContexts, SslContext> which) {
        return tls == null ? null : () -> which.apply(tls);
    }

    /** One target address with its checks. */
    private final class Member {
        private final Link link = new Link(loop, endpoint, endpoint.authority(), context(TlsContexts::grpc));
        private final List<Repeat> repeats = new ArrayList<>();
        private List<InetSocketAddress> addresses = List.of();

        void addresses(List<InetAddress> now) {
            addresses = now.stream()
                    .map(address -> new InetSocketAddress(address, endpoint.port()))
                    .toList();
            link.addresses(addresses);
        }

        void prepare(String address) {
            for (Check check : new TreeSet<>(endpoint.checks())) {
                Target target = new Target(endpoint.region(), endpoint.service(), endpoint.path(), address, check);
                Question question = question(check);
                repeats.add(new Repeat(
                        loop,
                        target,
                        (timeout, done) -> guarded(check, question, timeout, done),
                        endpoint.times().interval(check),
                        endpoint.times().timeout(check)));
            }
        }

        void stop() {
            repeats.forEach(Repeat::stop);
            link.close();
        }

        private Question question(Check check) {
            InetAddress literal = Lookup.literal(endpoint.host());
            return switch (check) {
                case SYSTEM_INFO -> GrpcProbe.frontend(loop, link, token, ProbeCall.systemInfo());
                case GRPC_HEALTH -> GrpcProbe.health(loop, link, token, endpoint.service());
                case DESCRIBE_NAMESPACE ->
                    GrpcProbe.frontend(loop, link, token, ProbeCall.namespace(endpoint.namespace()));
                case DESCRIBE_WORKFLOW ->
                    GrpcProbe.passedOn(loop, link, token, ProbeCall.workflow(endpoint.namespace(), loop.random()));
                case DESCRIBE_TASK_QUEUE ->
                    GrpcProbe.passedOn(loop, link, token, ProbeCall.taskQueue(endpoint.namespace(), loop.random()));
                case HTTP -> new HttpProbe(loop, endpoint, () -> addresses, context(TlsContexts::http), token);
                case COLD_CONNECT ->
                    new ColdConnect(
                            loop,
                            lookup,
                            endpoint,
                            endpoint.headless() && !addresses.isEmpty()
                                    ? addresses.get(0).getAddress()
                                    : literal,
                            context(endpoint.httpPath().isEmpty() ? TlsContexts::grpc : TlsContexts::http));
            };
        }

        /** Our own missing credentials and unresolved names are answers without a call. */
        private void guarded(Check check, Question question, Duration timeout, Consumer<Answer> done) {
            if (tls != null && tls.grpc() == null) {
                done.accept(new Answer(Outcome.TLS, "our certificate files cannot be used"));
            } else if (token != null && token.authorization() == null && check != Check.COLD_CONNECT) {
                done.accept(new Answer(Outcome.AUTH, "our token file cannot be used"));
            } else if (addresses.isEmpty() && check != Check.COLD_CONNECT) {
                discovery.hurry();
                done.accept(new Answer(Outcome.NO_ADDRESS, discovery.problem()));
            } else {
                question.ask(timeout, answer -> {
                    if (answer.outcome().meaning() == Outcome.Meaning.FAILED) {
                        loop.run(discovery::hurry);
                    }
                    done.accept(answer);
                });
            }
        }
    }
}
