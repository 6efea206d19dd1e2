package dev.temporalfailover.outside.grpc;

import dev.temporalfailover.outside.FileListener;
import dev.temporalfailover.outside.Tls;
import dev.temporalfailover.outside.TlsFiles;
import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import javax.net.ssl.SSLException;

/** TLS of calls: a rotation of the files makes new contexts for new handshakes. The contexts are null until files were good. */
public final class TlsContexts {
    private final TlsFiles files;
    private volatile SslContext grpc;
    private volatile SslContext http;

    public TlsContexts(Tls tls, FileListener listener) {
        files = new TlsFiles(tls, listener, material -> {
            SslContext forHttp = build(SslContextBuilder.forClient(), material);
            grpc = build(GrpcSslContexts.forClient(), material);
            http = forHttp;
        });
    }

    /** Negotiates HTTP/2. */
    public SslContext grpc() {
        return grpc;
    }

    /** Negotiates nothing. */
    public SslContext http() {
        return http;
    }

    /** Looks at the files; true if there are new contexts. */
    public boolean poll() {
        return files.poll();
    }

    private static SslContext build(SslContextBuilder builder, TlsFiles.Material material) throws SSLException {
        // The JDK's provider everywhere: a native OpenSSL on the class path would change how errors read.
        builder.sslProvider(SslProvider.JDK);
        if (material.ca() != null) {
            builder.trustManager(material.ca());
        }
        if (material.key() != null) {
            builder.keyManager(material.key(), material.chain());
        }
        return builder.build();
    }
}
