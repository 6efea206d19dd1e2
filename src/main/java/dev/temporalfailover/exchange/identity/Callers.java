package dev.temporalfailover.exchange.identity;

import dev.temporalfailover.outside.Line;
import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Finds out whose each call is, and looks at its certificate again: a connection or a resumed session may be older than the
 * CA that is trusted now, and a certificate may have expired since.
 */
public final class Callers implements ServerInterceptor {
    private static final Context.Key<PeerCall> CALLER = Context.key("caller");

    private final Optional<TlsCredentials> tls;
    private final Refusals refusals;

    /**
     * The other end of a call.
     *
     * @param id empty without TLS
     * @param address where it comes from, without port
     */
    public record PeerCall(Optional<PeerId> id, String address) {
        public static PeerCall present() {
            return CALLER.get();
        }

        /** True if its certificate is one that all instances of its place share, so that its name must be proved otherwise. */
        public boolean shared() {
            return id.isPresent() && id.get().instance().isEmpty();
        }

        /** Throws unless its certificate, if there is TLS, is that place's and instance's. */
        public void mustBe(String place, String instance) throws PeerId.Refused {
            if (id.isPresent()) {
                id.get().mustBe(place, instance);
            }
        }
    }

    public Callers(Optional<TlsCredentials> tls, Refusals refusals) {
        this.tls = tls;
        this.refusals = refusals;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        Attributes attributes = call.getAttributes();
        String address = host(attributes.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
        try {
            Optional<PeerId> id = tls.isPresent()
                    ? Optional.of(id(tls.get(), attributes.get(Grpc.TRANSPORT_ATTR_SSL_SESSION)))
                    : Optional.empty();
            Context context = Context.current().withValue(CALLER, new PeerCall(id, address));
            return Contexts.interceptCall(context, call, headers, next);
        } catch (CertificateException | SSLPeerUnverifiedException e) {
            refusals.refused(e, address);
            call.close(Status.UNAUTHENTICATED.withDescription(Line.of(Line.root(e), PeerId.LINE)), new Metadata());
            return new ServerCall.Listener<>() {};
        }
    }

    private static PeerId id(TlsCredentials tls, SSLSession session)
            throws CertificateException, SSLPeerUnverifiedException {
        X509Certificate[] chain = Arrays.copyOf(
                session.getPeerCertificates(), session.getPeerCertificates().length, X509Certificate[].class);
        return tls.verified(chain);
    }

    public static String host(SocketAddress address) {
        return address instanceof InetSocketAddress inet && inet.getAddress() != null
                ? inet.getAddress().getHostAddress()
                : String.valueOf(address);
    }
}
