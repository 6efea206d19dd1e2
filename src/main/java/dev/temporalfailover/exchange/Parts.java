package dev.temporalfailover.exchange;

import dev.temporalfailover.outside.Notices;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** What all parts of one exchange share. */
record Parts(
        ExchangeSettings settings,
        ExchangeThread thread,
        Sockets sockets,
        Optional<TlsCredentials> tls,
        Supplier<Duration> steady,
        RandomGenerator random,
        Notices notices,
        ExchangeMeters meters) {

    /** False while there are no credentials to dial with. */
    boolean canDial() {
        return tls.map(TlsCredentials::loaded).orElse(true);
    }
}
