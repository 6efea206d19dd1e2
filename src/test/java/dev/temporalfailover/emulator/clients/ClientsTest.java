package dev.temporalfailover.emulator.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.emulator.clients.Client.Result;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ClientsTest {
    private static final Map<String, String> REGION_OF = Map.of("192.0.2.10", "east", "198.51.100.10", "west");

    private long now;
    private String address = "192.0.2.10";
    private int lookups;
    private boolean dnsAnswers = true;
    private final List<String> called = new ArrayList<>();

    private final Names names = name -> {
        lookups++;
        if (!dnsAnswers) {
            throw new IOException("timeout");
        }
        return new Names.Answer(address.isEmpty() ? List.of() : List.of(address), Duration.ofSeconds(5));
    };

    private final Calls calls = new Calls() {
        @Override
        public boolean startWorkflow(String region, String id) {
            called.add(region);
            return true;
        }

        @Override
        public void close() {
            called.add("closed");
        }
    };

    private DnsClient dnsClient(double firstShareOfTtl) {
        RandomGenerator random = new RandomGenerator() {
            @Override
            public long nextLong() {
                return 0;
            }

            @Override
            public double nextDouble() {
                return firstShareOfTtl;
            }
        };
        return new DnsClient("temporal-api.example.com", names, REGION_OF, calls, () -> now, random);
    }

    @Test
    void anAnswerIsKeptForItsTtlAndNoLonger() {
        DnsClient client = dnsClient(1);
        assertEquals("east", client.call("1").region());
        address = "198.51.100.10";
        now = Duration.ofMillis(4_999).toNanos();
        assertEquals("east", client.call("2").region());
        assertEquals(1, lookups);
        now = Duration.ofSeconds(5).toNanos();
        assertEquals("west", client.call("3").region());
        assertEquals(2, lookups);
    }

    @Test
    void theFirstAnswerMayBeOlderAsFromAResolverInBetween() {
        DnsClient client = dnsClient(0.2);
        client.call("1");
        now = Duration.ofSeconds(1).toNanos();
        client.call("2");
        assertEquals(2, lookups);
        now = Duration.ofMillis(5_999).toNanos();
        client.call("3");
        assertEquals(2, lookups);
    }

    @Test
    void aClientKeepsWhatItKnowsWhileDnsDoesNotAnswer() {
        DnsClient client = dnsClient(1);
        client.call("1");
        dnsAnswers = false;
        now = Duration.ofSeconds(60).toNanos();
        assertEquals("east", client.call("2").region());
        dnsAnswers = true;
        address = "198.51.100.10";
        assertEquals("west", client.call("3").region());
    }

    @Test
    void aNameWithoutAKnownAddressIsAFailedCallToNowhere() {
        DnsClient client = dnsClient(1);
        address = "";
        assertEquals(new Result("unresolved", false), client.call("1"));
        address = "203.0.113.1";
        assertEquals(new Result("unresolved", false), client.call("2"));
        assertEquals(List.of(), called);
    }

    @Test
    void aMeshClientFollowsTheWeightsCallByCall() {
        List<Map<String, Integer>> weights = new ArrayList<>(List.of(Map.of("east", 100, "west", 0)));
        MeshClient client = new MeshClient(() -> weights.get(0), calls, new Random(1));
        for (int i = 0; i < 100; i++) {
            assertEquals("east", client.call("a" + i).region());
        }
        weights.set(0, Map.of("east", 0, "west", 7));
        for (int i = 0; i < 100; i++) {
            assertEquals("west", client.call("b" + i).region());
        }
        weights.set(0, Map.of("east", 50, "west", 50));
        called.clear();
        for (int i = 0; i < 1000; i++) {
            client.call("c" + i);
        }
        long east = called.stream().filter("east"::equals).count();
        assertTrue(east > 400 && east < 600, "east " + east);
    }

    @Test
    void aClientThatBreaksByItsOwnFaultIsReported() throws Exception {
        CountDownLatch twice = new CountDownLatch(2);
        Client broken = new Client() {
            @Override
            public Result call(String id) {
                twice.countDown();
                throw new IllegalStateException("bug");
            }

            @Override
            public void close() {}
        };
        try (Clients clients = new Clients(List.of(broken), new Moves(1), () -> now)) {
            clients.start();
            assertTrue(twice.await(60, TimeUnit.SECONDS), "it is called again");
            assertEquals("bug", clients.broken().get(0).getMessage());
        }
    }
}
