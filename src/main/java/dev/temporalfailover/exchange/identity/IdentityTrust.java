package dev.temporalfailover.exchange.identity;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Trusts a certificate of the CA only if the identity in it is accepted too. */
public final class IdentityTrust extends X509ExtendedTrustManager {
    /** Looks at an identity. */
    public interface PeerRule {
        /** Throws if it is not accepted. */
        void check(PeerId peer) throws PeerId.Refused;
    }

    private final X509ExtendedTrustManager authority;
    private final String domain;
    private final PeerRule rule;

    IdentityTrust(X509ExtendedTrustManager authority, String domain, PeerRule rule) {
        this.authority = authority;
        this.domain = domain;
        this.rule = rule;
    }

    private void identity(X509Certificate[] chain) throws CertificateException {
        rule.check(PeerId.of(chain[0], domain));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        authority.checkClientTrusted(chain, type, engine);
        identity(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        authority.checkServerTrusted(chain, type, engine);
        identity(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        authority.checkClientTrusted(chain, type, socket);
        identity(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        authority.checkServerTrusted(chain, type, socket);
        identity(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        authority.checkClientTrusted(chain, type);
        identity(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        authority.checkServerTrusted(chain, type);
        identity(chain);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authority.getAcceptedIssuers();
    }
}
