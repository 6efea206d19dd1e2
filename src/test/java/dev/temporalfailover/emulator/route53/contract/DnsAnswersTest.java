package dev.temporalfailover.emulator.route53.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.emulator.route53.RecordSet;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** The name server side, asked by dnsjava's resolver, and with raw packets where no resolver would send such a thing. */
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

    private void serve(RecordSet... records) {
        aws.emulator.create(aws.zoneId, records);
        aws.pass(Duration.ofSeconds(30));
    }

    @Test
    void a_change_is_answered_once_it_is_in_sync() throws IOException {
        aws.emulator.create(aws.zoneId, RecordSet.simple("a.example.com", "A", 30, "192.0.2.1"));
        aws.pass(Duration.ofMillis(29_999));
        assertEquals(Rcode.NXDOMAIN, aws.ask("a.example.com.", Type.A).getRcode());
        aws.pass(Duration.ofMillis(1));
        assertEquals(List.of("A 192.0.2.1"), aws.answers("a.example.com.", Type.A));
    }

    @Test
    void a_change_is_answered_at_once_if_so_set() throws IOException {
        try (Emulated eager = new Emulated(o -> o.serveAtOnce(true))) {
            eager.emulator.create(eager.zoneId, RecordSet.simple("a.example.com", "A", 30, "192.0.2.1"));
            assertEquals(List.of("A 192.0.2.1"), eager.answers("a.example.com.", Type.A));
        }
    }

    @Test
    void a_later_change_that_is_in_sync_first_brings_the_earlier_one_along() throws IOException {
        aws.emulator.create(aws.zoneId, RecordSet.simple("a.example.com", "A", 30, "192.0.2.1"));
        aws.emulator.propagation(Duration.ofSeconds(1));
        aws.emulator.create(aws.zoneId, RecordSet.simple("b.example.com", "A", 30, "192.0.2.2"));
        aws.pass(Duration.ofSeconds(1));
        assertEquals(List.of("A 192.0.2.1"), aws.answers("a.example.com.", Type.A));
        assertEquals(List.of("A 192.0.2.2"), aws.answers("b.example.com.", Type.A));
        aws.pass(Duration.ofSeconds(60));
        assertEquals(List.of("A 192.0.2.2"), aws.answers("b.example.com.", Type.A));
    }

    @Test
    void a_simple_record_is_answered_with_all_values_its_ttl_and_authority() throws IOException {
        serve(RecordSet.simple("a.example.com", "A", 42, "192.0.2.1", "192.0.2.2"));
        Message answer = aws.ask("a.example.com.", Type.A);
        assertEquals(2, answer.getSection(Section.ANSWER).size());
        assertEquals(42, answer.getSection(Section.ANSWER).get(0).getTTL());
        assertTrue(answer.getHeader().getFlag(Flags.AA));
        assertFalse(answer.getHeader().getFlag(Flags.RA));
    }

    @Test
    void names_are_answered_in_any_case() throws IOException {
        serve(RecordSet.simple("a.example.com", "A", 30, "192.0.2.1"));
        assertEquals(List.of("A 192.0.2.1"), aws.answers("A.Example.COM.", Type.A));
    }

    @Test
    void nxdomain_and_no_data_are_told_apart_and_both_carry_the_soa() throws IOException {
        serve(RecordSet.simple("deep.a.example.com", "A", 30, "192.0.2.1"));
        assertEquals(Rcode.NXDOMAIN, soaOf("gone.example.com.", Type.A));
        assertEquals(Rcode.NOERROR, soaOf("deep.a.example.com.", Type.AAAA));
        assertEquals(Rcode.NOERROR, soaOf("a.example.com.", Type.A)); // an empty name between two others exists
    }

    private int soaOf(String name, int type) throws IOException {
        Message answer = aws.ask(name, type);
        assertEquals(0, answer.getSection(Section.ANSWER).size());
        assertEquals(900, ((SOARecord) answer.getSection(Section.AUTHORITY).get(0)).getTTL());
        return answer.getRcode();
    }

    @Test
    void a_name_of_no_zone_is_refused() throws IOException {
        assertEquals(Rcode.REFUSED, aws.ask("a.example.net.", Type.A).getRcode());
    }

    @Test
    void soa_ns_and_txt_are_answered() throws IOException {
        serve(RecordSet.simple("t.example.com", "TXT", 30, "\"a \\\"b\\\" \\303\\244\" \"" + "x".repeat(255) + "\""));
        assertEquals(1, aws.answers("example.com.", Type.SOA).size());
        assertEquals(4, aws.answers("example.com.", Type.NS).size());
        TXTRecord txt = (TXTRecord)
                aws.ask("t.example.com.", Type.TXT).getSection(Section.ANSWER).get(0);
        assertArrayEquals(
                new byte[] {'a', ' ', '"', 'b', '"', ' ', (byte) 0303, (byte) 0244},
                txt.getStringsAsByteArrays().get(0));
        assertEquals(255, txt.getStringsAsByteArrays().get(1).length);
    }

    @Test
    void a_cname_is_followed_inside_the_zone_and_left_to_the_resolver_outside() throws IOException {
        serve(
                RecordSet.simple("www.example.com", "CNAME", 30, "a.example.com"),
                RecordSet.simple("a.example.com", "A", 30, "192.0.2.1"),
                RecordSet.simple("out.example.com", "CNAME", 30, "a.example.net"));
        assertEquals(List.of("CNAME a.example.com.", "A 192.0.2.1"), aws.answers("www.example.com.", Type.A));
        assertEquals(List.of("CNAME a.example.net."), aws.answers("out.example.com.", Type.A));
        assertEquals(List.of("CNAME a.example.com."), aws.answers("www.example.com.", Type.CNAME));
    }

    @Test
    void a_ring_of_cnames_ends() throws IOException {
        serve(
                RecordSet.simple("a.example.com", "CNAME", 30, "b.example.com"),
                RecordSet.simple("b.example.com", "CNAME", 30, "a.example.com"));
        assertEquals(List.of("CNAME b.example.com.", "CNAME a.example.com."), aws.answers("a.example.com.", Type.A));
    }

    @Test
    void a_wildcard_answers_names_that_do_not_exist() throws IOException {
        serve(
                RecordSet.simple("*.w.example.com", "A", 30, "192.0.2.1"),
                RecordSet.simple("is.w.example.com", "TXT", 30, "\"x\""));
        assertEquals(List.of("A 192.0.2.1"), aws.answers("any.w.example.com.", Type.A));
        assertEquals(List.of("A 192.0.2.1"), aws.answers("x.y.w.example.com.", Type.A));
        assertEquals(List.of(), aws.answers("is.w.example.com.", Type.A));
    }

    /** API_ResourceRecordSet, TTL: "Amazon Route 53 uses the value of TTL for the alias target." */
    @Test
    void an_alias_is_answered_with_the_targets_values_and_ttl_under_its_own_name() throws IOException {
        serve(RecordSet.simple("a.example.com", "A", 17, "192.0.2.1"));
        aws.change(Emulated.create(aws.alias("alias.example.com", "a.example.com", false)));
        aws.pass(Duration.ofSeconds(30));
        var record =
                aws.ask("alias.example.com.", Type.A).getSection(Section.ANSWER).get(0);
        assertEquals("alias.example.com.", record.getName().toString());
        assertEquals(17, record.getTTL());
        assertEquals("192.0.2.1", record.rdataToString());
    }

    @Test
    void an_alias_may_point_into_the_zone_of_a_service() throws IOException {
        aws.emulator.createZone("ZELB", "elb.amazonaws.com", true);
        aws.emulator.create("ZELB", RecordSet.simple("lb.elb.amazonaws.com", "A", 60, "192.0.2.7"));
        aws.change(Emulated.create(aws.alias("alias.example.com", "lb.elb.amazonaws.com", true).toBuilder()
                .aliasTarget(t ->
                        t.hostedZoneId("ZELB").dnsName("lb.elb.amazonaws.com").evaluateTargetHealth(true))
                .build()));
        aws.pass(Duration.ofSeconds(30));
        assertEquals(List.of("A 192.0.2.7"), aws.answers("alias.example.com.", Type.A));
    }

    @Test
    void an_answer_too_long_for_udp_is_truncated_and_whole_over_tcp() throws IOException {
        String[] values = new String[100];
        for (int i = 0; i < values.length; i++) {
            values[i] = "192.0.2." + i;
        }
        serve(RecordSet.simple("many.example.com", "A", 30, values));
        var resolver = aws.resolver();
        resolver.setIgnoreTruncation(true);
        Message cut = resolver.send(Emulated.query("many.example.com.", Type.A));
        assertTrue(cut.getHeader().getFlag(Flags.TC));
        assertTrue(cut.numBytes() <= 1232, () -> cut.numBytes() + " bytes");
        assertEquals(100, aws.answers("many.example.com.", Type.A).size());
    }

    @Test
    void without_edns_a_udp_answer_has_at_most_512_bytes() throws IOException {
        serve(RecordSet.simple("t.example.com", "TXT", 30, "\"" + "x".repeat(255) + "\" \"" + "y".repeat(255) + "\""));
        Message answer =
                new Message(udp(Emulated.query("t.example.com.", Type.TXT).toWire()));
        assertTrue(answer.getHeader().getFlag(Flags.TC));
    }

    @Test
    void one_tcp_connection_answers_many_queries() throws IOException {
        serve(RecordSet.simple("a.example.com", "A", 30, "192.0.2.1"));
        byte[] query = Emulated.query("a.example.com.", Type.A).toWire();
        try (Socket socket =
                new Socket(aws.emulator.dns().getAddress(), aws.emulator.dns().getPort())) {
            socket.setSoTimeout(10_000);
            for (int i = 0; i < 3; i++) {
                socket.getOutputStream().write(new byte[] {0, (byte) query.length});
                socket.getOutputStream().write(query);
                DataInputStream in = new DataInputStream(socket.getInputStream());
                Message answer = new Message(in.readNBytes(in.readUnsignedShort()));
                assertEquals(1, answer.getSection(Section.ANSWER).size());
            }
        }
    }

    @Test
    void a_malformed_query_is_a_format_error_with_its_id() throws IOException {
        byte[] query = Emulated.query("a.example.com.", Type.A).toWire();
        byte[] cut = java.util.Arrays.copyOf(query, query.length - 3);
        Message answer = new Message(udp(cut));
        assertEquals(Rcode.FORMERR, answer.getRcode());
        assertEquals(
                (query[0] & 0xff) << 8 | query[1] & 0xff, answer.getHeader().getID());
    }

    @Test
    void what_is_no_query_is_dropped_and_the_next_query_is_answered() throws IOException {
        Message answer = Emulated.query("a.example.com.", Type.A);
        answer.getHeader().setFlag(Flags.QR);
        assertThrows(SocketTimeoutException.class, () -> udp(answer.toWire()));
        assertThrows(SocketTimeoutException.class, () -> udp(new byte[] {1, 2, 3}));
        assertEquals(Rcode.NXDOMAIN, aws.ask("a.example.com.", Type.A).getRcode());
    }

    @Test
    void random_bytes_never_stop_the_server() throws IOException {
        Random random = new Random(53);
        try (DatagramSocket socket = new DatagramSocket()) {
            for (int i = 0; i < 2_000; i++) {
                byte[] noise = new byte[random.nextInt(64)];
                random.nextBytes(noise);
                socket.send(new DatagramPacket(noise, noise.length, aws.emulator.dns()));
                if (i % 100 == 99) { // no more at once than the socket's buffer holds
                    assertEquals(
                            Rcode.NXDOMAIN, aws.ask("a.example.com.", Type.A).getRcode());
                }
            }
        }
    }

    @Test
    void an_update_is_not_implemented() throws IOException {
        Message update = Emulated.query("example.com.", Type.SOA);
        update.getHeader().setOpcode(Opcode.UPDATE);
        assertEquals(Rcode.NOTIMP, new Message(udp(update.toWire())).getRcode());
    }

    private byte[] udp(byte[] query) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(500);
            socket.send(new DatagramPacket(query, query.length, aws.emulator.dns()));
            DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
            socket.receive(packet);
            return java.util.Arrays.copyOf(packet.getData(), packet.getLength());
        }
    }
}
