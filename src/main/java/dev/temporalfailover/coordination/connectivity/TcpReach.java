package dev.temporalfailover.coordination.connectivity;

import dev.temporalfailover.outside.Line;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;

/** One TCP connect to a place, closed at once. Blocks, so on a thread of its own. */
class TcpReach {
    /** Only the first addresses of a name are tried. */
    private static final int ADDRESSES = 3;

    private static final int DETAIL = 100;

    /** Turns a name into addresses; may take as long as the platform's resolver likes. */
    InetAddress[] resolve(String host) throws UnknownHostException {
        return InetAddress.getAllByName(host);
    }

    /**
     * Why the place was not reached; empty if it was. Never throws.
     *
     * @param timeout for all of the name's addresses together, after its resolution
     */
    final String problem(InetSocketAddress place, Duration timeout) {
        try {
            InetAddress[] addresses = resolve(place.getHostString());
            int tries = Math.min(addresses.length, ADDRESSES);
            String problem = "no address";
            for (int i = 0; i < tries; i++) {
                problem = dial(new InetSocketAddress(addresses[i], place.getPort()), timeout.dividedBy(tries));
                if (problem.isEmpty()) {
                    return problem;
                }
            }
            return problem;
        } catch (UnknownHostException e) {
            return "unknown name";
        } catch (RuntimeException e) {
            return words(e);
        }
    }

    private static String dial(InetSocketAddress address, Duration timeout) {
        try (Socket socket = new Socket()) {
            // 0 would mean for ever.
            socket.connect(address, (int) Math.max(1, timeout.toMillis()));
            return "";
        } catch (SocketTimeoutException e) {
            return "no answer";
        } catch (IOException e) {
            return words(e);
        }
    }

    private static String words(Exception e) {
        String words = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return Line.of(words, DETAIL);
    }
}
