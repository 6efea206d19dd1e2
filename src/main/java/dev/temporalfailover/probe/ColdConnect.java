package dev.temporalfailover.probe;

import dev.temporalfailover.failover.verdict.Outcome;
import io.netty.handler.ssl.SslContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** DNS, TCP and TLS from nothing, then closed. */
final class ColdConnect implements Question {
    private final Loop loop;
    private final Lookup lookup;
    private final Endpoint endpoint;
    private final InetAddress fixed;
    private final Supplier<SslContext> tls;

    /**
     * @param fixed the address of a headless target or of an IP literal, null to ask DNS each time
     * @param tls null for plaintext
     */
    ColdConnect(Loop loop, Lookup lookup, Endpoint endpoint, InetAddress fixed, Supplier<SslContext> tls) {
        this.loop = loop;
        this.lookup = lookup;
        this.endpoint = endpoint;
        this.fixed = fixed;
        this.tls = tls;
    }

    @Override
    public void ask(Duration timeout, Consumer<Answer> done) {
        Duration start = loop.watch().look();
        Duration deadline = start.plus(timeout);
        if (fixed != null) {
            dial(List.of(fixed), deadline, Map.of(), done);
            return;
        }
        // Some of the time is kept for TCP and TLS.
        lookup.find(endpoint.host(), timeout.multipliedBy(3).dividedBy(4), found -> {
            Duration took = loop.watch().look().minus(start);
            Map<String, Duration> dns = Map.of("dns", took);
            if (!found.problem().isEmpty()) {
                done.accept(new Answer(Outcome.NO_ADDRESS, found.problem(), dns));
                return;
            }
            List<InetAddress> all = new ArrayList<>(found.v4() == null ? List.of() : found.v4());
            all.addAll(found.v6() == null ? List.of() : found.v6());
            dial(all, deadline, dns, answer -> done.accept(hurried(answer, took, timeout)));
        });
    }

    /** Slow DNS leaves little time to connect in, which is no fault of the target. */
    private static Answer hurried(Answer answer, Duration dns, Duration timeout) {
        return answer.outcome().lost() && dns.multipliedBy(4).compareTo(timeout) > 0
                ? new Answer(
                        Outcome.NO_ADDRESS,
                        "DNS took " + dns.toMillis() + " ms, too little time was left to connect",
                        answer.phases())
                : answer;
    }

    private void dial(
            List<InetAddress> addresses, Duration deadline, Map<String, Duration> dns, Consumer<Answer> done) {
        Map<String, Duration> phases = new LinkedHashMap<>(dns);
        Dial[] dial = new Dial[1];
        dial[0] = new Dial(
                loop,
                tls == null ? null : tls.get(),
                endpoint.serverName(),
                deadline,
                channel -> {
                    channel.close();
                    phases.putAll(dial[0].phases());
                    String inVain = dial[0].inVain();
                    loop.listener().addresses(endpoint.region(), endpoint.hostAndPort(), inVain);
                    done.accept(new Answer(Outcome.OK, inVain, phases));
                },
                answer -> {
                    phases.putAll(dial[0].phases());
                    done.accept(answer.with(phases));
                });
        dial[0].start(addresses.stream()
                .map(address -> new InetSocketAddress(address, endpoint.port()))
                .toList());
    }
}
