package dev.temporalfailover.exchange.identity;

import dev.temporalfailover.outside.Line;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The identity that a certificate gives its holder: {@code spiffe://DOMAIN/place/PLACE} in its subject alternative names, or
 * {@code spiffe://DOMAIN/place/PLACE/instance/INSTANCE}.
 *
 * @param place a region's name, or a witness's
 * @param instance empty where all instances of the place share the certificate
 */
public record PeerId(String place, Optional<String> instance) {
    /** Of a line for people. */
    static final int LINE = 300;

    private static final int URI_NAME = 6;

    /** @throws Refused if the certificate gives no identity, or more than one, or may sign others */
    public static PeerId of(X509Certificate certificate, String domain) throws Refused {
        if (certificate.getBasicConstraints() >= 0) {
            throw new Refused(RefusalReason.NO_IDENTITY, "the certificate is an authority's");
        }
        List<String> names;
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            names = all == null
                    ? List.of()
                    : all.stream()
                            .filter(name -> Integer.valueOf(URI_NAME).equals(name.get(0)))
                            .map(name -> String.valueOf(name.get(1)))
                            .toList();
        } catch (CertificateException e) {
            throw new Refused(RefusalReason.NO_IDENTITY, "the certificate's names cannot be read");
        }
        if (names.size() != 1) {
            throw new Refused(
                    RefusalReason.NO_IDENTITY, "the certificate has " + names.size() + " URI names instead of one");
        }
        return read(names.get(0), "spiffe://" + domain + "/place/");
    }

    private static PeerId read(String uri, String prefix) throws Refused {
        String[] parts = uri.startsWith(prefix) ? uri.substring(prefix.length()).split("/", -1) : new String[0];
        boolean shared = parts.length == 1;
        boolean own = parts.length == 3 && parts[1].equals("instance") && !parts[2].isEmpty();
        if (!shared && !own || parts[0].isEmpty()) {
            throw new Refused(
                    RefusalReason.NO_IDENTITY,
                    "the certificate's name " + Line.of(uri, LINE) + " is not " + prefix + "...");
        }
        return new PeerId(parts[0], own ? Optional.of(parts[2]) : Optional.empty());
    }

    /** Throws unless it is that place's, and where it names an instance that instance's. */
    public void mustBe(String claimedPlace, String claimedInstance) throws Refused {
        if (!place.equals(claimedPlace)) {
            throw new Refused(
                    RefusalReason.OTHER_PLACE,
                    "its certificate is of " + Line.of(place, LINE) + ", not of " + Line.of(claimedPlace, LINE));
        }
        if (instance.filter(name -> !name.equals(claimedInstance)).isPresent()) {
            throw new Refused(
                    RefusalReason.OTHER_INSTANCE,
                    "its certificate is of " + Line.of(instance.get(), LINE) + ", not of "
                            + Line.of(claimedInstance, LINE));
        }
    }

    /** A peer is not what it must be. Its text is ours and short. */
    public static final class Refused extends CertificateException {
        private static final long serialVersionUID = 1;

        private final RefusalReason reason;

        public Refused(RefusalReason reason, String what) {
            super(what);
            this.reason = reason;
        }

        public RefusalReason reason() {
            return reason;
        }
    }
}
