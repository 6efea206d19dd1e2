package dev.temporalfailover.config;

import dev.temporalfailover.config.Config.CoordinationSettings;
import dev.temporalfailover.config.PlacesSection.Place;
import dev.temporalfailover.config.settings.Durations;
import dev.temporalfailover.config.settings.HostPort;
import dev.temporalfailover.config.settings.HostPorts;
import dev.temporalfailover.config.settings.Hosts;
import dev.temporalfailover.config.settings.Problems;
import dev.temporalfailover.config.settings.Section;
import dev.temporalfailover.config.settings.Setting;
import dev.temporalfailover.config.settings.Setting.Shape;
import dev.temporalfailover.config.settings.Types;
import dev.temporalfailover.config.settings.ValueType;
import dev.temporalfailover.coordination.connectivity.ConnectivitySettings;
import dev.temporalfailover.exchange.ExchangeSettings;
import dev.temporalfailover.failover.pace.ProbeBudget;
import dev.temporalfailover.failover.situation.EvidencePolicy;
import dev.temporalfailover.failover.situation.EvidencePolicy.Required;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.outside.Tls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Section {@code coordination}, read for all places alike.
 *
 * @param address under which instances of the same region reach this one; null if it is not written
 * @param tls null if it is not written
 * @param evidence without places: which ones a policy asks depends on the place of the process
 * @param budget of all places together
 */
record CoordinationSection(
        Section section,
        HostPort listen,
        HostPort address,
        Tls tls,
        String trustDomain,
        PlacesSection places,
        Optional<ConnectivitySettings> connectivity,
        EvidencePolicy evidence,
        ObserversSection observers,
        Duration heartbeat,
        ProbeBudget budget) {
    private static final Setting<HostPort> LISTEN = Setting.of("listen", HostPorts.LISTEN, "0.0.0.0:7443")
            .means("Address of the server for other instances: gRPC, always with mTLS.");
    static final Setting<HostPort> ADDRESS = Setting.optional(
                    "address", HostPorts.ADDRESS, "required with leadership.mode lease, here or in the environment")
            .means("Address at which instances of the same region reach this one; without a port, the port of"
                    + " `listen`. `TEMPORAL_FAILOVER_ADDRESS`, the pod's IP address, overrides it.");

    private static final Setting<Path> CERTIFICATE = Setting.required("certificate_file", Types.FILE)
            .means("Certificate chain of this instance, as server and as client, PEM.");
    private static final Setting<Path> KEY =
            Setting.required("key_file", Types.SECRET_FILE).means("Its PKCS#8 key, PEM.");
    private static final Setting<Path> CA = Setting.required("ca_file", Types.FILE)
            .means("PEM bundle that the certificate of every other instance must chain to.");
    private static final Setting<String> SERVER_NAME =
            Setting.of("server_name", Hosts.HOST, "temporal-failover").means("Name in every instance's certificate.");
    private static final Setting<String> TRUST_DOMAIN = Setting.of(
                    "trust_domain", Hosts.HOST, ExchangeSettings.TRUST_DOMAIN)
            .means(
                    "Every instance's certificate names its place as URI `spiffe://TRUST_DOMAIN/place/PLACE`, a region's name or"
                            + " the witness's. It may add `/instance/INSTANCE`; then it is that instance's alone.");
    private static final Setting<Void> TLS = Setting.group(
                    "tls", new Shape(CERTIFICATE, KEY, CA, SERVER_NAME, TRUST_DOMAIN))
            .asRequired()
            .means("Certificate of this instance, and the CA of all others. Files are read again when they change.");

    private static final Setting<Void> PEERS = Setting.groups("peers", PlacesSection.PEER_SHAPE)
            .means("The other regions. A region that is not listed has no vote.");
    private static final Setting<Void> WITNESSES = Setting.groups("witnesses", PlacesSection.WITNESS_SHAPE)
            .means("Places that carry no traffic and only report their verdicts: the third vote of two regions.");
    private static final Setting<Required> REQUIRED = Setting.of(
                    "required", ValueType.word(Required.class), "undisputed")
            .means("Evidence that an automatic failover needs. `undisputed`: more than half of all places say DOWN,"
                    + " and no place that reports sees the region alive. `majority`: more than half of all places say"
                    + " DOWN. `alone`: the own region's verdict is enough.");
    private static final Setting<Duration> FRESHNESS = Setting.of("freshness", Durations.from("250ms", "10m"), "10s")
            .means("An older report of a place is ignored; above 2 x `heartbeat`.");
    private static final Setting<Void> EVIDENCE = Setting.group("evidence", new Shape(REQUIRED, FRESHNESS))
            .means("Evidence of other places that an automatic failover needs.");

    private static final Setting<Void> OBSERVERS = Setting.group("observers", ObserversSection.SHAPE)
            .means("How the votes of a region's instances become a verdict.");

    private static final Setting<Duration> HEARTBEAT = Setting.of("heartbeat", Durations.from("100ms", "10s"), "1s")
            .means("Longest time between two messages of an instance to another; below half of both `freshness`"
                    + " settings.");
    private static final Setting<Integer> PROBE_BUDGET = Setting.of("probe_budget", ValueType.whole(1, 1000), "20")
            .means("Probes a second that one address may get from all places together. Above it a few chosen"
                    + " instances probe at `probing.interval` and all others at `slow_interval`.");
    private static final Setting<Duration> SLOW_INTERVAL = Setting.of("slow_interval", Durations.from("1s", "1h"), "1m")
            .means("Time between probes of instances that are not chosen. They only detect a bad node.");

    static final Shape SHAPE = new Shape(
            LISTEN,
            ADDRESS,
            TLS,
            PEERS,
            WITNESSES,
            ConnectivitySection.CHECKS,
            ConnectivitySection.CHECK_INTERVAL,
            ConnectivitySection.CHECK_TIMEOUT,
            EVIDENCE,
            OBSERVERS,
            HEARTBEAT,
            PROBE_BUDGET,
            SLOW_INTERVAL);

    static CoordinationSection read(Section s, List<String> regions) {
        PlacesSection places = PlacesSection.read(s.groups(PEERS), s.groups(WITNESSES), regions);
        Section evidence = s.group(EVIDENCE);
        Section observing = s.group(OBSERVERS);
        ObserversSection observers = ObserversSection.read(observing);
        Duration heartbeat = s.value(HEARTBEAT);
        Duration fresh = evidence.value(FRESHNESS);
        notBelowHalf(s, heartbeat, fresh, "evidence.freshness " + evidence.written(FRESHNESS));
        Duration heard = observers.quorum().fresh();
        notBelowHalf(s, heartbeat, heard, "observers.freshness " + observing.written(ObserversSection.FRESHNESS));
        return new CoordinationSection(
                s,
                s.value(LISTEN),
                s.value(ADDRESS),
                tls(s),
                s.has(TLS) ? s.group(TLS).value(TRUST_DOMAIN) : ExchangeSettings.TRUST_DOMAIN,
                places,
                ConnectivitySection.read(s, places),
                new EvidencePolicy(evidence.value(REQUIRED), List.of(), fresh),
                observers,
                heartbeat,
                new ProbeBudget(s.value(PROBE_BUDGET), s.value(SLOW_INTERVAL)));
    }

    private static Tls tls(Section s) {
        Section tls = s.group(TLS);
        if (!s.has(TLS)) {
            return null;
        }
        Optional<Path> certificate = tls.optional(CERTIFICATE);
        Optional<Path> key = tls.optional(KEY);
        return new Tls(tls.optional(CA), certificate, key, tls.optional(SERVER_NAME));
    }

    private static void notBelowHalf(Section s, Duration heartbeat, Duration fresh, String words) {
        if (heartbeat.multipliedBy(2).compareTo(fresh) >= 0) {
            s.wrong(HEARTBEAT, s.written(HEARTBEAT) + " is not below half of " + words);
        }
    }

    /**
     * The whole section as it concerns one process, whose place is neither its own peer nor its own witness.
     *
     * @param policies of the file, by name
     */
    CoordinationSettings seenFrom(ProcessIdentity self, int regions, Set<String> policies) {
        List<Place> witnesses = places.witnessesOf(self.place());
        ExchangeSettings exchange = new ExchangeSettings(
                self.instance(),
                self.place(),
                self.witness() ? ExchangeSettings.PlaceType.WITNESS : ExchangeSettings.PlaceType.INSTANCE,
                listen.host(),
                listen.port(),
                Optional.of(tls),
                trustDomain,
                Stream.concat(places.peersOf(self.place()).stream(), witnesses.stream())
                        .map(Place::peer)
                        .toList(),
                policies,
                heartbeat,
                observers.quorum().fresh(),
                ExchangeSettings.Limits.DEFAULT);
        int probing = regions + witnesses.size() + (self.witness() ? 1 : 0);
        return new CoordinationSettings(
                exchange,
                Optional.ofNullable(self.address()).map(HostPort::toString),
                connectivity,
                observers.quorum(),
                observers.forgetAfter(),
                observers.instances(),
                new ProbeBudget(budget.perSecond() / probing, budget.slow()));
    }

    /** Which places a policy asks, from one place. */
    EvidencePolicy evidence(FailoverPolicy policy, String place) {
        Stream<String> asked = places.peersOf(place).stream().map(Place::name).filter(policy.regions()::contains);
        Stream<String> witnesses = places.witnessesOf(place).stream().map(Place::name);
        return new EvidencePolicy(
                evidence.required(), Stream.concat(asked, witnesses).toList(), evidence.fresh());
    }

    /** Two votes of which one is the other region's: when that is silent no majority is left. */
    void refuseTrap(FailoverPolicy policy, String place) {
        EvidencePolicy evidence = evidence(policy, place);
        boolean third =
                evidence.places().size() != 1 || section.has(WITNESSES) || section.has(ConnectivitySection.CHECKS);
        if (evidence.required() == Required.ALONE || third) {
            return;
        }
        section.wrong(
                WITNESSES,
                "is missing, and so is connectivity_checks: in policy " + Problems.quoted(policy.name()) + " only "
                        + place
                        + " and " + evidence.places().get(0)
                        + " have a vote, and a region that dies whole could never be left; write one of the two, or"
                        + " evidence.required: alone");
    }
}
