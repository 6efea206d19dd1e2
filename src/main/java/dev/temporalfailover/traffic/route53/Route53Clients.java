package dev.temporalfailover.traffic.route53;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.Route53ClientBuilder;

/** Builds the SDK's client as this service needs it. */
final class Route53Clients {

    private static final int MAX_CREDENTIALS_FILE = 64 << 10;

    private Route53Clients() {}

    /**
     * A client that sends every request exactly once: a change whose answer was lost may have been applied, and a reading
     * comes again anyway. The JDK's URLConnection does not re-send either, since the SDK streams bodies of known length.
     */
    static Route53Client build(Route53Settings settings) {
        Route53ClientBuilder builder = Route53Client.builder()
                .region(Region.AWS_GLOBAL)
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(settings.timeout())
                        .socketTimeout(settings.timeout()))
                .credentialsProvider(credentials(settings.credentialsFile()))
                .overrideConfiguration(override -> override.apiCallTimeout(settings.timeout())
                        .apiCallAttemptTimeout(settings.timeout())
                        .retryStrategy(AwsRetryStrategy.doNotRetry())
                        .addExecutionInterceptor(new Wire()));
        settings.endpoint().ifPresent(builder::endpointOverride);
        return builder.build();
    }

    private static AwsCredentialsProvider credentials(Optional<Path> file) {
        if (file.isEmpty()) {
            return DefaultCredentialsProvider.builder().build();
        }
        // Read again for each request, so that a rotation counts at once and a file that is gone is an error, not the
        // last key. A provider with a supplier keeps its parsed key as long as the content is the same.
        return ProfileCredentialsProvider.builder()
                .profileName("default")
                .profileFile(() -> profiles(file.get()))
                .build();
    }

    private static ProfileFile profiles(Path file) {
        byte[] content;
        try (var in = Files.newInputStream(file)) {
            content = in.readNBytes(MAX_CREDENTIALS_FILE);
        } catch (IOException e) {
            throw SdkClientException.create("credentials_file " + file + " cannot be read ("
                    + e.getClass().getSimpleName() + ")");
        }
        try {
            return ProfileFile.builder()
                    .content(new ByteArrayInputStream(content))
                    .type(ProfileFile.Type.CREDENTIALS)
                    .build();
        } catch (IllegalArgumentException e) {
            // The parser's message and cause are left out: they might quote a line of the file.
            throw SdkClientException.create("credentials_file " + file + " is not in the shared credentials format");
        }
    }
}
