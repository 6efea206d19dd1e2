package dev.temporalfailover.outside.grpc;

import dev.temporalfailover.outside.TokenFile;
import io.grpc.Metadata;
import java.util.Optional;

/** The header of calls that carry a token. */
public final class Bearer {
    /** As Temporal's default claim mapper reads it. */
    public static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private Bearer() {}

    /** Headers with the file's token of now; without one, none. */
    public static Metadata headers(Optional<TokenFile> token) {
        Metadata headers = new Metadata();
        token.map(TokenFile::authorization).ifPresent(value -> headers.put(AUTHORIZATION, value));
        return headers;
    }
}
