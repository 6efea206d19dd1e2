package dev.temporalfailover.faults.hostile;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Many connections of one client without any right. Each sends a first part, then the same next part again and again, as fast as the
 * service takes it or a piece at a time; it reads what is answered or does not; where the service hangs up it comes again.
 */
final class Attacker implements Assault {
    private static final int ROUND_MILLIS = 20;

    private final URI target;
    private final Weapon weapon;
    private final int sources;
    private final List<Line> lines = new ArrayList<>();
    private final ByteBuffer read = ByteBuffer.allocate(64 << 10);
    private long hungUp;
    private int next;
    private long refused;

    /**
     * @param connections at once
     * @param first sent once
     * @param again sent without end afterwards; empty: nothing
     * @param piece bytes at once and connection; 0: as many as the service takes
     * @param reads whether answers are read
     * @param ends whether it ends its side of a connection after the first part; behind TLS, whether it comes again then
     */
    record Weapon(int connections, byte[] first, byte[] again, int piece, boolean reads, boolean ends) {
        Weapon(int connections, byte[] first, byte[] again, int piece, boolean reads) {
            this(connections, first, again, piece, reads, false);
        }
    }

    private static final class Line {
        private SocketChannel channel;
        private ByteBuffer rest;
        private boolean ended;
    }

    Attacker(URI target, Weapon weapon) {
        this(target, weapon, 0);
    }

    /** @param sources so many addresses of 127.1.0.0/16 it comes from; 0 for the usual one */
    Attacker(URI target, Weapon weapon, int sources) {
        this.target = target;
        this.weapon = weapon;
        this.sources = sources;
        for (int i = 0; i < weapon.connections(); i++) {
            lines.add(new Line());
        }
    }

    /** How often the service hung up. */
    long hungUp() {
        return hungUp;
    }

    /** How many connections stand now. */
    long standing() {
        return lines.stream().filter(line -> line.channel != null).count();
    }

    @Override
    public void attack(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            for (Line line : lines) {
                step(line);
            }
            Thread.sleep(ROUND_MILLIS);
        }
    }

    private void step(Line line) {
        try {
            if (line.channel == null) {
                line.channel = SocketChannel.open();
                line.channel.configureBlocking(false);
                line.ended = false;
                if (sources > 0) {
                    int source = next++ % sources;
                    line.channel.bind(new InetSocketAddress("127.1." + source / 250 + "." + (1 + source % 250), 0));
                }
                line.channel.connect(new InetSocketAddress(target.getHost(), target.getPort()));
                line.rest = ByteBuffer.wrap(weapon.first());
            }
            if (line.channel.finishConnect()) {
                send(line);
                receive(line);
            }
        } catch (IOException gone) {
            refused++;
            drop(line);
        }
    }

    private void send(Line line) throws IOException {
        // At most some of it in a round, so that every connection has its turn.
        for (int times = 0; times < 16; times++) {
            if (!line.rest.hasRemaining()) {
                if (weapon.ends() && !line.ended) {
                    line.channel.shutdownOutput();
                    line.ended = true;
                }
                if (weapon.again().length == 0) {
                    return;
                }
                line.rest = ByteBuffer.wrap(weapon.again());
            }
            boolean opening = line.rest.array() == weapon.first();
            ByteBuffer part = line.rest.duplicate();
            if (weapon.piece() > 0 && !opening) {
                part.limit(Math.min(part.limit(), part.position() + weapon.piece()));
            }
            int sent = line.channel.write(part);
            line.rest.position(line.rest.position() + sent);
            if (sent == 0 || weapon.piece() > 0 && !opening) {
                return;
            }
        }
    }

    private void receive(Line line) throws IOException {
        // Of one that does not read, the service's end shows when it next sends.
        if (weapon.reads()) {
            read.clear();
            if (line.channel.read(read) < 0) {
                hungUp++;
                drop(line);
            }
        }
    }

    private void drop(Line line) {
        try {
            line.channel.close();
        } catch (IOException ignored) {
            // It is gone.
        }
        line.channel = null;
    }

    @Override
    public void close() {
        lines.stream().filter(line -> line.channel != null).forEach(this::drop);
    }

    @Override
    public String toString() {
        return weapon.connections() + " connections, hung up on " + hungUp + ", broken " + refused + ", standing "
                + standing();
    }
}
