package dev.temporalfailover.faults.hostile;

import com.google.protobuf.ByteString;
import dev.temporalfailover.emulator.http2.FloodingServer.Flood;
import dev.temporalfailover.exchange.wire.Observation;
import dev.temporalfailover.exchange.wire.Target;
import dev.temporalfailover.exchange.wire.Vote;
import dev.temporalfailover.exchange.wire.WatchRequest;
import dev.temporalfailover.faults.hostile.Attacker.Weapon;

/** What is sent to the port of other instances, by somebody with a certificate or without. */
final class ExchangeWeapons {
    private static final int CALLS = 8;
    /** A type of frames that HTTP/2 leaves to others, to be ignored. */
    private static final int UNKNOWN = 0x42;

    private static final byte[] HELLO = {22, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3};

    private ExchangeWeapons() {}

    /** The first bytes of a handshake. */
    static Weapon halfAHandshake(int connections) {
        return new Weapon(connections, HELLO, Frames.NOTHING, 0, true);
    }

    /** A handshake of which a byte comes now and then. */
    static Weapon slowHandshake(int connections) {
        return new Weapon(connections, HELLO, new byte[] {0}, 1, true);
    }

    /** Records of a handshake that is never complete. */
    static Weapon endlessHandshake() {
        byte[] record = new byte[5 + (16 << 10)];
        System.arraycopy(new byte[] {22, 3, 3, 0x40, 0, 1, (byte) 0xff, (byte) 0xff, (byte) 0xff}, 0, record, 0, 9);
        return new Weapon(40, record, record, 0, true);
    }

    /** HTTP/2 where TLS is spoken. */
    static Weapon noTls(Flood flood) {
        return new Weapon(40, Frames.greeting(0).report(3).bytes(), Weapons.times(flood.frame(), 500), 0, true);
    }

    /** Handshake after handshake, and nothing behind. */
    static Weapon handshakes() {
        return new Weapon(16, Frames.greeting(0).bytes(), Frames.NOTHING, 0, true, true);
    }

    /** Connections that say no more. */
    static Weapon idle(int connections) {
        return new Weapon(connections, Frames.greeting(1 << 16).bytes(), Frames.NOTHING, 0, true);
    }

    /** One kind of frame without end on a call that has begun; what is answered is not read. */
    static Weapon flood(Flood flood) {
        Frames first = Frames.greeting(0);
        if (flood == Flood.CONTINUATION) {
            first.reportWithoutEnd(3);
        } else {
            first.report(3);
        }
        return new Weapon(
                12, first.bytes(), Weapons.times(flood.frame(), Math.max(1, 16_000 / flood.frame().length)), 0, false);
    }

    /** A head that never ends. */
    static Weapon endlessHead() {
        byte[] fields = Weapons.times(Frames.header("x", "y".repeat(100)), 100);
        return new Weapon(
                12,
                Frames.greeting(0).reportWithoutEnd(3).bytes(),
                new Frames().add(Frames.CONTINUATION, 0, 3, fields).bytes(),
                0,
                false);
    }

    /** Calls that are taken back at once. */
    static Weapon rapidResets() {
        Frames all = Frames.greeting(0);
        for (int stream = 3; stream < 20_000; stream += 2) {
            all.report(stream).add(Frames.RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8});
        }
        return new Weapon(12, all.bytes(), Frames.NOTHING, 0, true, true);
    }

    /** Calls whose answers have no window. */
    static Weapon windowZero(String place) {
        Frames all = Frames.greeting(0);
        for (int call = 0; call < CALLS; call++) {
            all.watch(3 + 2 * call, watch(place, "w-" + call));
        }
        return new Weapon(40, all.bytes(), Frames.NOTHING, 0, true);
    }

    /** As many watchers as can be. */
    static Weapon watchers(String place) {
        Frames all = Frames.greeting(1 << 20);
        for (int call = 0; call < CALLS; call++) {
            all.watch(3 + 2 * call, watch(place, "w-" + call));
        }
        return new Weapon(60, all.bytes(), Frames.NOTHING, 0, true);
    }

    private static byte[] watch(String place, String instance) {
        return WatchRequest.newBuilder()
                .setPlace(place)
                .setInstance(instance)
                .build()
                .toByteArray();
    }

    /** Observers who say nothing. */
    static Weapon silentObservers() {
        Frames all = Frames.greeting(1 << 20);
        for (int call = 0; call < CALLS; call++) {
            all.report(3 + 2 * call);
        }
        return new Weapon(60, all.bytes(), Frames.NOTHING, 0, true);
    }

    /** Invented observers, each with as many votes as a message may have, again and again. */
    static Weapon invented(String region) {
        Frames all = Frames.greeting(1 << 20);
        for (int call = 0; call < CALLS; call++) {
            byte[] report = votes(region, "ghost-" + call, 1_000).toByteArray();
            all.report(3 + 2 * call).message(3 + 2 * call, 0, report.length, report);
        }
        return new Weapon(16, all.bytes(), Frames.NOTHING, 0, true, true);
    }

    /** One observer who sends other votes with every message. */
    static Weapon endlessVotes(String region) {
        byte[] first = votes(region, "node-2", 100).toByteArray();
        Frames again = new Frames();
        for (int i = 0; i < 50; i++) {
            byte[] more = votes("", "", 100).toByteArray();
            again.message(3, 0, more.length, more);
        }
        return new Weapon(
                1,
                Frames.greeting(1 << 20)
                        .report(3)
                        .message(3, 0, first.length, first)
                        .bytes(),
                again.bytes(),
                0,
                false);
    }

    private static Observation votes(String region, String instance, int count) {
        Observation.Builder report = Observation.newBuilder().setRegion(region).setInstance(instance);
        for (int i = 0; i < count; i++) {
            report.addVotes(Vote.newBuilder()
                    .setPolicy("p" + i)
                    .setVerdictValue(3)
                    .setCounts(true)
                    .setWhy("w".repeat(200))
                    .setTarget(Target.newBuilder()
                            .setRegion("us-east-1")
                            .setService("frontend")
                            .setPath("default")
                            .setAddress("10.0.0." + i)
                            .setCheck("system_info")));
        }
        return report.build();
    }

    /** A message that says it is of two gigabytes, and comes. */
    static Weapon hugeMessage() {
        byte[] part = new byte[16_000];
        return new Weapon(
                12,
                Frames.greeting(1 << 20)
                        .report(3)
                        .message(3, 0, Integer.MAX_VALUE, part)
                        .bytes(),
                new Frames().add(Frames.DATA, 0, 3, part).bytes(),
                0,
                false);
    }

    /** Messages of nearly a megabyte that never become complete. */
    static Weapon unfinishedMessages() {
        Frames all = Frames.greeting(1 << 20);
        for (int call = 0; call < CALLS; call++) {
            all.report(3 + 2 * call).message(3 + 2 * call, 0, 1_000_000, Frames.NOTHING);
        }
        Frames again = new Frames();
        for (int part = 0; part < 100; part++) {
            for (int call = 0; call < CALLS; call++) {
                again.add(Frames.DATA, 0, 3 + 2 * call, new byte[9_900]);
            }
        }
        return new Weapon(80, all.add(again.bytes()).bytes(), Frames.NOTHING, 0, true);
    }

    /** One byte of a message, which never becomes complete, behind each record of TLS full of a frame that nobody knows. */
    static Weapon partsOfOneByte() {
        Frames all = Frames.greeting(1 << 20);
        Frames again = new Frames();
        for (int call = 0; call < 2; call++) {
            all.report(3 + 2 * call).message(3 + 2 * call, 0, 1_000_000, Frames.NOTHING);
            again.add(UNKNOWN, 0, 0, new byte[16_000]).add(Frames.DATA, 0, 3 + 2 * call, new byte[1]);
        }
        return new Weapon(80, all.bytes(), again.bytes(), 0, true);
    }

    /** A message of nearly a megabyte of votes that are empty: two bytes each here, an object each there. */
    static Weapon emptyVotes() {
        int pieces = 62;
        byte[] piece = Weapons.times(new byte[] {3 << 3 | 2, 0}, 8_000);
        Frames all = Frames.greeting(1 << 20);
        for (int call = 0; call < 2; call++) {
            all.report(3 + 2 * call).message(3 + 2 * call, 0, (long) pieces * piece.length, Frames.NOTHING);
            for (int i = 0; i < pieces; i++) {
                all.add(Frames.DATA, 0, 3 + 2 * call, piece);
            }
        }
        return new Weapon(16, all.bytes(), Frames.NOTHING, 0, true, true);
    }

    /** Messages that are none. */
    static Weapon junkMessages() {
        byte[] junk = ByteString.fromHex("ffffffffffffffffffff0a7f").toByteArray();
        Frames all = Frames.greeting(1 << 20);
        for (int stream = 3; stream < 2_000; stream += 2) {
            all.report(stream).message(stream, Frames.END_STREAM, junk.length, junk);
        }
        return new Weapon(12, all.bytes(), Frames.NOTHING, 0, true, true);
    }
}
