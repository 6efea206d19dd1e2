package dev.temporalfailover.testkit;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority of a test. */
public final class TestCa {
    /** A certificate with its key. */
    public record Identity(X509Certificate certificate, KeyPair keys) {
        public void write(Path certificateFile, Path keyFile) throws IOException {
            Files.writeString(certificateFile, pem("CERTIFICATE", encoded(certificate)));
            Files.writeString(keyFile, pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
        }

        private static byte[] encoded(X509Certificate certificate) {
            try {
                return certificate.getEncoded();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private final String name;
    private final KeyPair keys = keyPair();
    final X509Certificate certificate;
    private int serial;

    public TestCa(String name) {
        this.name = name;
        this.certificate = sign(name, List.of(), keys, Instant.now().plus(Duration.ofDays(1)), true);
    }

    public Identity issue(String host, Instant notAfter) {
        KeyPair own = keyPair();
        return new Identity(sign(host, List.of(name(host)), own, notAfter, false), own);
    }

    /** A certificate for several addresses, each an IPv4 address in digits or a DNS name; the first is its subject. */
    public Identity issue(List<String> addresses, Instant notAfter) {
        KeyPair own = keyPair();
        List<GeneralName> names = addresses.stream().map(TestCa::name).toList();
        return new Identity(sign(addresses.get(0), names, own, notAfter, false), own);
    }

    /** Of an instance of a place, or with an empty instance of all that are there. */
    public Identity issue(String host, String place, String instance, Instant notAfter) {
        KeyPair own = keyPair();
        String uri = "spiffe://temporal-failover/place/" + place + (instance.isEmpty() ? "" : "/instance/" + instance);
        GeneralName id = new GeneralName(GeneralName.uniformResourceIdentifier, uri);
        return new Identity(sign(host, List.of(name(host), id), own, notAfter, false), own);
    }

    /** A certificate with these alternative names, and the authority's own rights or none. */
    public Identity issue(List<GeneralName> names, boolean authority) {
        KeyPair own = keyPair();
        return new Identity(sign("any", names, own, Instant.now().plus(Duration.ofHours(1)), authority), own);
    }

    /** The authority's own certificate, with its key. */
    public Identity self() {
        return new Identity(certificate, keys);
    }

    public Identity issue(String host) {
        return issue(host, Instant.now().plus(Duration.ofHours(1)));
    }

    public void writeCertificate(Path file) throws IOException {
        Files.writeString(file, pem("CERTIFICATE", Identity.encoded(certificate)));
    }

    /** A trust store with this authority alone, of the type that needs no password to be read. */
    public void writeTrustStore(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            KeyStore store = KeyStore.getInstance("JKS");
            store.load(null, null);
            store.setCertificateEntry(name, certificate);
            store.store(out, "changeit".toCharArray());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A server's context; {@code clients} null for no client certificates. */
    public static SslContext server(Identity identity, TestCa clients) throws IOException {
        SslContextBuilder builder = GrpcSslContexts.configure(
                SslContextBuilder.forServer(identity.keys().getPrivate(), identity.certificate()), SslProvider.JDK);
        if (clients != null) {
            builder.trustManager(clients.certificate).clientAuth(ClientAuth.REQUIRE);
        }
        return builder.build();
    }

    /** Of a TLS client or server that believes whatever the other end says; {@code identity} null for none of its own. */
    public static SSLContext credulous(Identity identity) throws IOException, GeneralSecurityException {
        KeyManager[] own = null;
        if (identity != null) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            char[] password = {};
            store.setKeyEntry("a", identity.keys().getPrivate(), password, new Certificate[] {identity.certificate()});
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, password);
            own = keys.getKeyManagers();
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
        return context;
    }

    /** A plain TLS listener on loopback that speaks h2. */
    public static SSLServerSocket serverSocket(Identity identity) throws IOException, GeneralSecurityException {
        SSLContext context = credulous(identity);
        SSLServerSocket socket = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        socket.setSSLParameters(parameters);
        return socket;
    }

    private static GeneralName name(String address) {
        boolean digits = address.matches("[0-9]+(\\.[0-9]+){3}");
        return new GeneralName(digits ? GeneralName.iPAddress : GeneralName.dNSName, address);
    }

    private X509Certificate sign(
            String subject, List<GeneralName> names, KeyPair own, Instant notAfter, boolean authority) {
        try {
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    new X500Name("CN=" + name),
                    BigInteger.valueOf(++serial),
                    Date.from(Instant.now().minus(Duration.ofHours(1))),
                    Date.from(notAfter),
                    new X500Name("CN=" + subject),
                    own.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            if (!names.isEmpty()) {
                builder.addExtension(
                        Extension.subjectAlternativeName, false, new GeneralNames(names.toArray(GeneralName[]::new)));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair keyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + type + "-----\n";
    }
}
