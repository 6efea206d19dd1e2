package dev.temporalfailover.traffic.route53;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.testkit.TestClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Credentials by web identity (IRSA), as in a cluster: STS is another service, which fails apart from Route 53. */
class WebIdentityTest extends CannedSwitch {
    private HttpServer sts;
    private volatile int status = 200;
    private volatile String answer = "";
    private Properties before;

    @BeforeEach
    void sts() throws IOException {
        sts = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        sts.createContext("/", exchange -> {
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        sts.start();
        before = (Properties) System.getProperties().clone();
        Map.of(
                        "aws.webIdentityTokenFile",
                        Files.writeString(directory.resolve("token"), "a.b.c").toString(),
                        "aws.roleArn",
                        "arn:aws:iam::123456789012:role/temporal-failover",
                        "aws.region",
                        "us-east-1",
                        "aws.endpointUrlSts",
                        "http://127.0.0.1:" + sts.getAddress().getPort(),
                        "aws.disableEc2Metadata",
                        "true")
                .forEach(System::setProperty);
        dns.close();
        Route53Settings settings = new Route53Settings(
                "Z1",
                List.of(Fixture.A),
                true,
                Optional.of(aws.endpoint()),
                Optional.empty(),
                Duration.ofSeconds(10),
                Optional.empty(),
                Optional.empty());
        dns = new Route53Switch(settings, Fixture.policy(), TestClock.of(() -> now), new Random(1));
    }

    @AfterEach
    void restore() {
        System.setProperties(before);
        sts.stop(0);
    }

    @ParameterizedTest
    @CsvSource({
        "400, InvalidIdentityToken, Couldn't retrieve verification key from your identity provider",
        "400, IDPCommunicationError, An error was encountered while communicating",
        "400, ExpiredTokenException, Token expired: current date/time must be before the expiration",
        "403, AccessDenied, Not authorized to perform sts:AssumeRoleWithWebIdentity",
        "503, ServiceUnavailable, The request has failed due to a temporary failure of the server",
        "500, InternalFailure, The request processing has failed",
    })
    void whatStsRefusesIsNotSentAndItsOwnWordsAreSaid(int refusal, String code, String message) {
        refuses(refusal, code, message);
        DnsReading read = dns.read(now);
        assertEquals(0, aws.requests.size(), "Route 53 was not asked");
        assertTrue(read.detail().startsWith("not sent, no usable credentials: "), read.detail());
        assertTrue(read.detail().contains(message), read.detail());
    }

    private void refuses(int refusal, String code, String message) {
        status = refusal;
        answer = "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type><Code>"
                + code + "</Code><Message>" + message + "</Message></Error><RequestId>r</RequestId></ErrorResponse>";
    }
}
