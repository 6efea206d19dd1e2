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
        lookup.find(endpoint.host(), timeout, found -> {
            Map<String, Duration> dns = Map.of("dns", loop.watch().look().minus(start));
            if (!found.problem().isEmpty()) {
                done.accept(new Answer(Outcome.NO_ADDRESS, found.problem(), dns));
                return;
            }
            List<InetAddress> all = new ArrayList<>(found.v4() == null ? List.of() : found.v4());
            all.addAll(found.v6() == null ? List.of() : found.v6());
            dial(all, deadline, dns, done);
        });
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
                    done.accept(Answer.OK.with(phases));
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
