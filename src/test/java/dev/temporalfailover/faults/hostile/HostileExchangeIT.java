package dev.temporalfailover.faults.hostile;

import static dev.temporalfailover.faults.Arrangement.EAST;
import static dev.temporalfailover.faults.Arrangement.WEST;

import dev.temporalfailover.emulator.http2.FloodingServer.Flood;
import dev.temporalfailover.faults.Arrangement;
import dev.temporalfailover.faults.hostile.Attacker.Weapon;
import dev.temporalfailover.testkit.service.ShippedFlags;
import java.net.URI;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The port of other instances, 7443, against strangers and against who has stolen one certificate. Besides all of {@link Siege} an honest
 * observer, and another place's honest leader, who connect during the attack, are heard and told. Linux, where the loopback has many
 * addresses.
 */
@EnabledOnOs(OS.LINUX)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileExchangeIT {
    private static final int FILES = 2_048;
    private static final String THIEF = "127.2.0.1";

    private Fleet fleet;
    private Arrangement a;

    @BeforeAll
    void start() throws Exception {
        fleet = new Fleet();
        a = new Arrangement("hostile-exchange", MemoryGroup.words(ShippedFlags.memory(), FILES), Map.of(), fleet::join);
        a.home();
    }

    @AfterAll
    void end() {
        a.close();
    }

    private void withstands(String name, Assault.Beginning assault) throws Exception {
        if (a.service.ended()) {
            a.service.start();
            a.home();
        }
        new Siege(a)
                .also(() -> {
                    fleet.anObserverIsHeard(a);
                    fleet.anotherPlaceIsTold(a);
                })
                .hold(name, assault);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void standsWhatAStrangerSends(String name, Weapon weapon) throws Exception {
        URI exchange = URI.create("tcp://127.0.0.1:" + fleet.port);
        withstands("exchange: " + name, () -> new Attacker(exchange, weapon, 250));
    }

    static Stream<Arguments> standsWhatAStrangerSends() {
        return Stream.of(
                Arguments.of("idle connections", Weapons.idle(2_000)),
                Arguments.of("half a handshake", ExchangeWeapons.halfAHandshake(2_000)),
                Arguments.of("slow handshakes", ExchangeWeapons.slowHandshake(1_000)),
                Arguments.of("endless handshakes", ExchangeWeapons.endlessHandshake()),
                Arguments.of("HTTP/1.1", Weapons.pipelined("/")),
                Arguments.of("HTTP/2 without TLS", ExchangeWeapons.noTls(Flood.PING)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void standsHandshakesWithoutACertificateAndWithAWrongOne(String name, boolean thief) throws Exception {
        withstands(
                "exchange: " + name,
                () -> new TlsAttacker(
                        fleet.port,
                        THIEF,
                        thief ? fleet.thief("eu-central-1") : Fleet.stranger(),
                        ExchangeWeapons.handshakes()));
    }

    static Stream<Arguments> standsHandshakesWithoutACertificateAndWithAWrongOne() {
        return Stream.of(Arguments.of("no certificate", false), Arguments.of("certificate of an unknown place", true));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void standsWhoHasStolenACertificate(String name, String place, Weapon weapon) throws Exception {
        withstands("exchange, thief: " + name, () -> new TlsAttacker(fleet.port, THIEF, fleet.thief(place), weapon));
    }

    static Stream<Arguments> standsWhoHasStolenACertificate() {
        return Stream.concat(
                Stream.of(
                        Arguments.of("idle connections", WEST, ExchangeWeapons.idle(150)),
                        Arguments.of("a head without end", WEST, ExchangeWeapons.endlessHead()),
                        Arguments.of("calls taken back at once", WEST, ExchangeWeapons.rapidResets()),
                        Arguments.of("answers with a window of 0", EAST, ExchangeWeapons.windowZero(EAST)),
                        Arguments.of("all places of watchers", EAST, ExchangeWeapons.watchers(EAST)),
                        Arguments.of("silent observers", WEST, ExchangeWeapons.silentObservers()),
                        Arguments.of("invented observers", WEST, ExchangeWeapons.invented(WEST)),
                        Arguments.of("votes without end", WEST, ExchangeWeapons.endlessVotes(WEST)),
                        Arguments.of("messages that stay unfinished", WEST, ExchangeWeapons.unfinishedMessages()),
                        Arguments.of("messages that come byte by byte", WEST, ExchangeWeapons.partsOfOneByte()),
                        Arguments.of("votes that are empty", WEST, ExchangeWeapons.emptyVotes()),
                        Arguments.of("a message of two gigabytes", WEST, ExchangeWeapons.hugeMessage()),
                        Arguments.of("messages that are none", WEST, ExchangeWeapons.junkMessages())),
                Stream.of(Flood.values())
                        .map(flood -> Arguments.of("flood of " + flood, WEST, ExchangeWeapons.flood(flood))));
    }
}
