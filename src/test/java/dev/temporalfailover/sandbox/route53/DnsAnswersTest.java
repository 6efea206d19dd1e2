package dev.temporalfailover.sandbox.route53;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Type;

/** The name server side, asked by dnsjava's resolver. */
class DnsAnswersTest {
    private Emulated aws;

    @BeforeEach
    void start() throws IOException {
        aws = new Emulated();
    }

    @AfterEach
    void close() throws IOException {
        aws.close();
    }

    @Test
    void a_change_is_answered_once_it_is_in_sync() throws IOException {
        aws.emulator.create(aws.zoneId, RecordSet.simple("a.example.com", "A", 30, "192.0.2.1"));
        assertEquals(List.of(), aws.answers("a.example.com.", Type.A));
        aws.pass(Duration.ofSeconds(30));
        assertEquals(List.of("A 192.0.2.1"), aws.answers("a.example.com.", Type.A));
    }
}
