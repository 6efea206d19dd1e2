package dev.temporalfailover.exchange;

import dev.temporalfailover.outside.Tls;
import dev.temporalfailover.testkit.Ports;
import dev.temporalfailover.testkit.TestCa;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Instances with certificates, each in files of its name. */
final class SecureParties implements AutoCloseable {
    static final String NAME = "temporal-failover";

    private final Path directory;
    private final TestCa trusted;
    private final List<Party> parties = new ArrayList<>();

    SecureParties(Path directory, TestCa trusted) {
        this.directory = directory;
        this.trusted = trusted;
    }

    Tls files(String instance) {
        return Tls.mutual(
                directory.resolve(instance + ".ca"),
                directory.resolve(instance + ".crt"),
                directory.resolve(instance + ".key"),
                NAME);
    }

    void write(String instance, TestCa.Identity identity, TestCa ca) throws IOException {
        identity.write(
                files(instance).certificate().orElseThrow(),
                files(instance).key().orElseThrow());
        ca.writeCertificate(files(instance).ca().orElseThrow());
    }

    Party start(String instance, String place, TestCa.Identity identity, ExchangeSettings.Peer... peers)
            throws IOException {
        write(instance, identity, trusted);
        return start(instance, place, Optional.of(files(instance)), peers);
    }

    /** One of at most so many of its place. */
    Party start(String instance, String place, TestCa.Identity identity, int most) throws IOException {
        write(instance, identity, trusted);
        Party party = new Party(settings(instance, place, Optional.of(files(instance))), most);
        parties.add(party);
        return party.start();
    }

    Party start(String instance, String place, Optional<Tls> tls, ExchangeSettings.Peer... peers) throws IOException {
        Party party = new Party(settings(instance, place, tls, peers));
        parties.add(party);
        return party.start();
    }

    private static ExchangeSettings settings(
            String instance, String place, Optional<Tls> tls, ExchangeSettings.Peer... peers) throws IOException {
        ExchangeSettings base = Party.settings(instance, place, Ports.free(), peers);
        return new ExchangeSettings(
                base.instance(),
                base.place(),
                base.role(),
                base.host(),
                base.port(),
                tls,
                base.trustDomain(),
                base.peers(),
                base.policies(),
                base.heartbeat(),
                base.silence(),
                base.limits());
    }

    @Override
    public void close() {
        parties.forEach(Party::close);
    }
}
