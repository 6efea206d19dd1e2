package dev.temporalfailover.outside;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;

/** How long certificates in PEM files are valid. */
public final class CertificateDates {
    /** Of a certificate's own time: what renews itself has done so by then. */
    private static final double LAST_PART = 0.2;

    private CertificateDates() {}

    /**
     * Why a chain of our own is or soon will be refused; empty if it will not. A file that does not exist is a problem too.
     *
     * @param enough time left that is no problem
     */
    public static Optional<String> ofChain(Path file, Instant now, Duration enough) {
        return problem(file, now, enough, Comparator.naturalOrder());
    }

    /** The same of a bundle of CAs, of which the one that ends last counts: during a rotation old ones are still in it. */
    public static Optional<String> ofBundle(Path file, Instant now, Duration enough) {
        return problem(file, now, enough, Comparator.reverseOrder());
    }

    private static Optional<String> problem(Path file, Instant now, Duration enough, Comparator<Instant> order) {
        WatchedFile pem = new WatchedFile(file);
        try {
            pem.read();
            return Arrays.stream(Pem.certificates(pem.content()))
                    .min(Comparator.comparing(c -> c.getNotAfter().toInstant(), order))
                    .flatMap(c -> problem(c, now, enough))
                    .map(text -> file + " " + text);
        } catch (IOException e) {
            return Optional.of(file + " cannot be read: " + e.getClass().getSimpleName());
        } catch (GeneralSecurityException e) {
            return Optional.of(file + " has no certificate that can be read");
        }
    }

    private static Optional<String> problem(X509Certificate one, Instant now, Duration enough) {
        Instant begins = one.getNotBefore().toInstant();
        Instant ends = one.getNotAfter().toInstant();
        if (now.isBefore(begins)) {
            return Optional.of("is not valid before " + begins);
        }
        if (!now.isBefore(ends)) {
            return Optional.of("ended at " + ends);
        }
        Duration last =
                Duration.ofSeconds((long) (Duration.between(begins, ends).toSeconds() * LAST_PART));
        Duration least = last.compareTo(enough) < 0 ? last : enough;
        Duration left = Duration.between(now, ends);
        return left.compareTo(least) < 0
                ? Optional.of("ends at " + ends + ", in " + left.toHours() + " h")
                : Optional.empty();
    }
}
