package dev.temporalfailover.emulator.regions;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import dev.temporalfailover.emulator.clients.DnsNames;
import dev.temporalfailover.emulator.clients.Names;
import dev.temporalfailover.emulator.clients.Names.Answer;
import dev.temporalfailover.emulator.route53.RecordSet;
import dev.temporalfailover.testkit.service.ZoneState;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class HostedZoneTest {

    @Test
    void clientsAreSentToTheFirstRegionAndEveryBatchIsTold() throws Exception {
        Map<String, String> addresses = new LinkedHashMap<>();
        addresses.put("us-east-1", "192.0.2.10");
        addresses.put("us-west-2", "198.51.100.10");
        try (HostedZone zone = new HostedZone("AKIATEST", "secret")) {
            zone.start(addresses);
            Names names = new DnsNames(zone.emulator().dns());
            Answer east = new Answer(List.of("192.0.2.10"), Duration.ofSeconds(HostedZone.TTL_SECONDS));
            Awaitility.await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> names.lookup(
                            HostedZone.RECORD)
                    .equals(east));

            List<ZoneState> told = new CopyOnWriteArrayList<>();
            zone.onBatch((before, after) -> told.addAll(List.of(before, after)));
            zone.emulator()
                    .create(
                            zone.id(),
                            RecordSet.simple(
                                    "_temporal-failover." + HostedZone.RECORD,
                                    "TXT",
                                    60,
                                    "\"v=1 epoch=7 active=x owner=x-1 reason=y\""));
            Map<String, Integer> weights = Map.of("us-east-1", 100, "us-west-2", 0);
            assertEquals(List.of(new ZoneState(weights, 0), new ZoneState(weights, 7, "x-1")), told);
            assertEquals(new ZoneState(weights, 7, "x-1"), zone.state());
        }
    }

    @Test
    void theFirstRegionsRecordLeavesDnsWhileTheOtherSaysThatItHasTakenOver() throws Exception {
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        AtomicInteger status = new AtomicInteger(404);
        other.createContext("/", exchange -> {
            exchange.sendResponseHeaders(status.get(), -1);
            exchange.close();
        });
        other.start();
        Map<String, String> addresses = new LinkedHashMap<>();
        addresses.put("us-east-1", "192.0.2.10");
        addresses.put("us-west-2", "198.51.100.10");
        try (HostedZone zone = new HostedZone("AKIATEST", "secret")) {
            URI takeover =
                    URI.create("http://127.0.0.1:" + other.getAddress().getPort() + "/health/takeover/us-east-1");
            zone.start(addresses, Optional.of(takeover));
            Names names = new DnsNames(zone.emulator().dns());
            answers(names, "192.0.2.10");
            status.set(200);
            answers(names, "198.51.100.10");
            status.set(404);
            answers(names, "192.0.2.10");
        } finally {
            other.stop(0);
        }
    }

    private static void answers(Names names, String address) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> names.lookup(HostedZone.RECORD)
                .addresses()
                .equals(List.of(address)));
    }
}
