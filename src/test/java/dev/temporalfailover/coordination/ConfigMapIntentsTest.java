package dev.temporalfailover.coordination;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.temporalfailover.emulator.kubernetes.StrictKubernetesApi;
import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.situation.Intents.Acknowledgement;
import dev.temporalfailover.failover.situation.Intents.Hold;
import dev.temporalfailover.failover.situation.Intents.Kind;
import dev.temporalfailover.failover.situation.Intents.Request;
import dev.temporalfailover.outside.heartbeat.Heartbeats;
import dev.temporalfailover.testkit.TestClock;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Intents survive the process, are changed by compare-and-swap, and garbage takes nothing away. */
class ConfigMapIntentsTest {
    private static final String PATH = "/api/v1/namespaces/ns/configmaps/failover-intents";
    private static final Instant NOW = Instant.parse("2026-11-22T01:00:00Z");
    private static final Hold HOLD = new Hold("ann", "maintenance \"x\"", NOW.plusSeconds(600));
    private static final Acknowledgement SEEN = new Acknowledgement(7, "bob", NOW.minusSeconds(5));
    private static final Request MOVE =
            new Request(Kind.FAILBACK, "us-east-1", "alert:abc", "back", true, false, NOW.plusSeconds(60));
    private static final String FAR = """
            {"hold":{"owner":"ann","reason":"r","expires":"FAR"},"acknowledgement":{"epoch":7,"by":"bob","at":"FAR"},
             "request":{"kind":"FAILBACK","to":"e","by":"b","reason":"r","automatic":true,"force":false,"expires":"FAR"},
             "takeover":{"from":"e","epoch":7,"since":"FAR"}}""";
    private final StrictKubernetesApi api = StrictKubernetesApi.start();
    private final KubernetesClient client = api.client();
    private final TestClock clock = new TestClock(NOW, Duration.ZERO);
    private final AtomicInteger changes = new AtomicInteger();
    private final List<String> reports = Collections.synchronizedList(new ArrayList<>());
    private final List<ConfigMapIntents> opened = new ArrayList<>();

    private ConfigMapIntents open() {
        ConfigMapIntents store = new ConfigMapIntents(
                client, "ns", "failover", Duration.ofSeconds(2), clock, changes::incrementAndGet, reports::add);
        opened.add(store);
        return store;
    }

    private ConfigMapIntents watching() {
        ConfigMapIntents store = open();
        store.start();
        await().until(store::live);
        return store;
    }

    @AfterEach
    void stop() {
        opened.forEach(ConfigMapIntents::close);
        client.close();
        api.close();
    }

    private static UnaryOperator<Intents> hold(Hold hold) {
        return old -> old.withHold(Optional.of(hold));
    }

    private static UnaryOperator<Intents> request(Request request) {
        return old -> old.withRequest(Optional.of(request));
    }

    @Test
    void holdAcknowledgementAndRequestComeBackInAnotherProcess() {
        Intents all = new Intents(
                Optional.of(HOLD),
                Optional.of(SEEN),
                Optional.of(MOVE),
                Optional.of(new Intents.Takeover("us-east-1", 7, Instant.parse("2026-11-22T00:00:00Z"))));
        ConfigMapIntents first = open();
        assertEquals(all, first.update("api", old -> all));
        assertEquals(all, first.read("api"));
        ConfigMapIntents second = watching();
        await().until(() -> second.read("api").equals(all));
        assertEquals(Intents.NONE, second.read("other"));
    }

    @Test
    void readingBeforeTheFirstAnswerIsNoneAndNotLive() {
        api.cut();
        ConfigMapIntents store = open();
        store.start();
        assertEquals(Intents.NONE, store.read("api"));
        assertFalse(store.live());
    }

    @Test
    void twoWritersLoseNothingOfEachOther() {
        ConfigMapIntents one = open();
        one.update("api", old -> old);
        String theirs =
                IntentsJson.write(new Intents(Optional.empty(), Optional.empty(), Optional.of(MOVE), Optional.empty()));
        api.beforeOnce("PUT", "configmaps/failover-intents", () -> api.edit(PATH, "other", data("api", theirs)));
        Intents both = one.update("api", hold(HOLD));
        assertEquals(new Intents(Optional.of(HOLD), Optional.empty(), Optional.of(MOVE), Optional.empty()), both);
        assertEquals(both, one.read("api"));
    }

    @Test
    void ofTwoThatCreateTheConfigMapAtOnceBothSucceed() {
        ConfigMapIntents one = open();
        String theirs =
                IntentsJson.write(new Intents(Optional.of(HOLD), Optional.empty(), Optional.empty(), Optional.empty()));
        String head = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"failover-intents\","
                + "\"namespace\":\"ns\"},";
        api.beforeOnce(
                "POST",
                "configmaps",
                () -> api.put(PATH, head + data("web", theirs).substring(1)));
        one.update("api", request(MOVE));
        assertEquals(HOLD, one.read("web").hold().orElseThrow());
        assertEquals(MOVE, one.read("api").request().orElseThrow());
    }

    private static String data(String key, String value) {
        return JsonNodeFactory.instance
                .objectNode()
                .set("data", JsonNodeFactory.instance.objectNode().put(key, value))
                .toString();
    }

    @Test
    void givesUpAfterAsManyAttemptsAsStated() {
        ConfigMapIntents one = open();
        one.update("api", old -> old);
        int before = api.calls().size();
        for (int i = 0; i < 9; i++) {
            api.failOnce("PUT", "configmaps", 409, "Conflict", "the object has been modified");
        }
        UncheckedIOException e = assertThrows(UncheckedIOException.class, () -> one.update("api", hold(HOLD)));
        assertTrue(e.getMessage().contains("the object has been modified"), e.getMessage());
        assertEquals(10, api.calls().size() - before);
        assertEquals(Intents.NONE, one.read("api"));
    }

    @Test
    void whatTheWatchBringsLateDoesNotUndoANewerWrite() {
        ConfigMapIntents store = open();
        store.update("api", hold(HOLD));
        ConfigMap late = client.configMaps()
                .inNamespace("ns")
                .withName("failover-intents")
                .get();
        store.update("api", old -> Intents.NONE);
        store.seen(late);
        assertEquals(Intents.NONE, store.read("api"));
    }

    @Test
    void aNameThatCannotBeAKeyAndATextThatIsTooLongAreRefused() {
        ConfigMapIntents store = open();
        assertThrows(IllegalArgumentException.class, () -> store.update("a/b", hold(HOLD)));
        Hold endless = new Hold("a", "b".repeat(2000), NOW.plusSeconds(9));
        assertThrows(IllegalArgumentException.class, () -> store.update("api", hold(endless)));
        assertTrue(api.get(PATH).isEmpty());
    }

    @Test
    void anotherWritersChangeWakesTheLoop() {
        ConfigMapIntents store = watching();
        int before = changes.get();
        open().update("api", hold(HOLD));
        await().until(() -> store.read("api").hold().isPresent());
        assertTrue(changes.get() > before);
    }

    @Test
    void garbageKeepsTheLastReadableIntentsAndIsReported() {
        ConfigMapIntents store = watching();
        store.update("api", hold(HOLD));
        api.edit(PATH, "kubectl", "{\"data\":{\"api\":\"{\\\"hold\\\":\",\"web\":\"{}\"}}");
        await().until(() -> reports.stream().anyMatch(line -> line.contains("unreadable intents for api")));
        assertEquals(HOLD, store.read("api").hold().orElseThrow());
        Intents mended = store.update("api", request(MOVE));
        assertEquals(new Intents(Optional.of(HOLD), Optional.empty(), Optional.of(MOVE), Optional.empty()), mended);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"hold\":{\"owner\":\"on-call\",\"reason\":\"x\",\"expires\":\"tomorrow\"}}",
                "hold",
                "",
                "[]",
                "{\"Hold\":{\"owner\":\"on-call\",\"reason\":\"x\",\"expires\":\"2026-11-22T02:00:00Z\"}}",
                "{\"hold\":true}"
            })
    void whatAFreshInstanceCannotReadIsAHoldThatSaysSoUntilItIsMended(String byHand) {
        api.put(PATH, configMap(byHand));
        ConfigMapIntents fresh = watching();
        await().until(() -> fresh.read("api").hold().isPresent());
        Hold hold = fresh.read("api").hold().orElseThrow();
        assertTrue(hold.reason().contains("ns/failover-intents has unreadable intents for api"), hold.reason());
        assertTrue(hold.expires().isAfter(NOW));
        assertTrue(fresh.trouble("api").contains("held, since none are known"), fresh.trouble("api"));
        assertEquals(1, reports.stream().filter(fresh.trouble("api")::equals).count());
        assertEquals("", fresh.trouble("web"));
        clock.jump(NOW.plus(Hold.LONGEST).plusSeconds(1));
        assertTrue(fresh.read("api").at(clock.wall()).hold().isPresent(), "it does not end by itself");
        assertEquals(
                hold.owner(),
                fresh.update("api", request(MOVE)).hold().orElseThrow().owner(),
                "mended as held");
        assertEquals(
                Optional.empty(),
                fresh.update("api", old -> old.withHold(Optional.empty())).hold());
        assertEquals("", fresh.trouble("api"));
    }

    @Test
    void aWatchThatIsSilentIsFoundOutByReadingTheObjectItself() {
        ConfigMapIntents store = open();
        String theirs =
                IntentsJson.write(new Intents(Optional.of(HOLD), Optional.empty(), Optional.empty(), Optional.empty()));
        api.put(PATH, configMap(theirs));
        store.look();
        assertEquals(HOLD, store.read("api").hold().orElseThrow());
        assertTrue(store.live(), "what was read just now counts without a watch");
        clock.set(Duration.ofSeconds(11));
        assertFalse(store.live());
        assertTrue(store.trouble("api").contains("stays in force"), store.trouble("api"));
        api.delete(PATH);
        store.look();
        assertEquals(Intents.NONE, store.read("api"));
    }

    @Test
    void theLeaderReadsTheObjectItselfWithinSecondsWhateverTheWatchSays() throws InterruptedException {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        Heartbeats heartbeats = new Heartbeats(clock, (thread, step) -> {});
        try {
            ConfigMapIntents store = open();
            store.start(timer, heartbeats, () -> true);
            await().until(() -> reads() > 0);
            long before = reads();
            clock.set(ConfigMapIntents.LEADER_READS);
            await().until(() -> reads() > before);
            assertEquals(Set.of(), heartbeats.silent().keySet());
        } finally {
            timer.shutdownNow();
            timer.awaitTermination(10, TimeUnit.SECONDS);
        }
    }

    private long reads() {
        return api.calls().stream()
                .filter(call -> call.toString().contains("configmaps/failover-intents"))
                .count();
    }

    @Test
    void whyTheConfigMapCannotBeReadIsSaid() {
        api.failOnce("GET", "configmaps/failover-intents", 403, "Forbidden", "cannot get resource configmaps");
        ConfigMapIntents store = open();
        store.look();
        assertFalse(store.live());
        assertTrue(store.trouble("api").contains("cannot get resource configmaps"), store.trouble("api"));
        assertTrue(store.trouble("api").contains("nothing is known of holds"), store.trouble("api"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2999-01-01T00:00:00Z", "+1000000000-12-31T23:59:59.999999999Z", "2026-11-23T01:00:01Z"})
    void timesBeyondWhatIsAllowedAreBoundedFromTheFirstReadingOnAndSaid(String far) {
        ConfigMapIntents store = watching();
        api.put(PATH, configMap(FAR.replace("FAR", far)));
        await().until(() -> store.read("api").hold().isPresent());
        Intents read = store.read("api");
        assertEquals(NOW.plus(Hold.LONGEST), read.hold().orElseThrow().expires());
        assertEquals(NOW.plus(Request.LONGEST), read.request().orElseThrow().expires());
        assertEquals(
                NOW.plus(Moment.CLOCK_SKEW),
                read.acknowledgement().orElseThrow().at());
        assertEquals(NOW.plus(Moment.CLOCK_SKEW), read.takeover().orElseThrow().since());
        assertEquals(
                1,
                reports.stream()
                        .filter(line -> line.contains("beyond what is allowed"))
                        .count());
        clock.jump(NOW.plusSeconds(3_000));
        api.edit(PATH, "kubectl", "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}");
        int before = changes.get();
        api.edit(PATH, "kubectl", "{\"data\":{\"web\":\"{}\"}}");
        await().until(() -> changes.get() > before);
        assertEquals(read, store.read("api"), "reading it again does not prolong it");
        clock.jump(NOW.plus(Hold.LONGEST));
        assertEquals(Optional.empty(), store.update("api", old -> old).hold());
    }

    @Test
    void aTimeOfTheFarPastIsOver() {
        ConfigMapIntents store = open();
        api.put(PATH, configMap(FAR.replace("FAR", "-1000000000-01-01T00:00:00Z")));
        Intents after = store.update("api", old -> old);
        assertEquals(Optional.empty(), after.hold());
        assertEquals(Optional.empty(), after.request());
    }

    private static String configMap(String intents) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"failover-intents\","
                + "\"namespace\":\"ns\"}," + data("api", intents).substring(1);
    }

    @Test
    void expiredIntentsAreDroppedAtTheNextWrite() {
        ConfigMapIntents store = open();
        store.update("api", hold(HOLD));
        clock.jump(NOW.plusSeconds(601));
        store.update("api", old -> old.withAcknowledgement(SEEN));
        assertEquals(
                "{\"acknowledgement\":{\"epoch\":7,\"by\":\"bob\",\"at\":\"2026-11-22T00:59:55Z\"}}",
                api.get(PATH).orElseThrow().at("/data/api").asText());
    }

    @Test
    void aDeletedConfigMapEndsAllIntents() {
        ConfigMapIntents store = watching();
        store.update("api", hold(HOLD));
        api.delete(PATH);
        await().until(() -> store.read("api").equals(Intents.NONE));
        assertTrue(reports.stream().anyMatch(line -> line.contains("was deleted")));
    }

    @Test
    void withoutTheApiServerTheLastOnesStayAndWritingFailsLoudly() {
        ConfigMapIntents store = watching();
        store.update("api", hold(HOLD));
        api.cut();
        await().until(() -> !store.live());
        assertEquals(HOLD, store.read("api").hold().orElseThrow());
        assertThrows(UncheckedIOException.class, () -> store.update("api", old -> Intents.NONE));
        assertEquals(HOLD, store.read("api").hold().orElseThrow());
        api.restore();
        await().until(store::live);
    }

    @Test
    void aHangingApiServerIsGivenUpAndReadingNeverWaits() {
        ConfigMapIntents store = watching();
        store.update("api", hold(HOLD));
        api.hang();
        assertThrows(UncheckedIOException.class, () -> store.update("api", old -> Intents.NONE));
        assertEquals(HOLD, store.read("api").hold().orElseThrow());
        api.resume();
    }
}
