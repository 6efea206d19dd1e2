package dev.temporalfailover.coordination;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.temporalfailover.emulator.kubernetes.StrictKubernetesApi;
import dev.temporalfailover.failover.situation.Intents;
import dev.temporalfailover.failover.situation.Intents.Acknowledgement;
import dev.temporalfailover.failover.situation.Intents.Hold;
import dev.temporalfailover.failover.situation.Intents.Kind;
import dev.temporalfailover.failover.situation.Intents.Request;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Intents survive the process, are changed by compare-and-swap, and garbage takes nothing away. */
class ConfigMapIntentsTest {
    private static final String PATH = "/api/v1/namespaces/ns/configmaps/failover-intents";
    private static final Instant NOW = Instant.parse("2026-11-22T01:00:00Z");
    private static final Hold HOLD = new Hold("ann", "maintenance \"x\"\n", NOW.plusSeconds(600));
    private static final Acknowledgement SEEN = new Acknowledgement(7, "bob", NOW.minusSeconds(5));
    private static final Request MOVE =
            new Request(Kind.FAILBACK, "us-east-1", "alert:abc", "back", true, false, NOW.plusSeconds(60));
    private final StrictKubernetesApi api = StrictKubernetesApi.start();
    private final KubernetesClient client = api.client();
    private final AtomicReference<Instant> wall = new AtomicReference<>(NOW);
    private final AtomicInteger changes = new AtomicInteger();
    private final List<String> reports = Collections.synchronizedList(new ArrayList<>());
    private final List<ConfigMapIntents> opened = new ArrayList<>();

    private ConfigMapIntents open() {
        ConfigMapIntents store = new ConfigMapIntents(
                client, "ns", "failover", Duration.ofSeconds(2), wall::get, changes::incrementAndGet, reports::add);
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

    @Test
    void expiredIntentsAreDroppedAtTheNextWrite() {
        ConfigMapIntents store = open();
        store.update("api", hold(HOLD));
        wall.set(NOW.plusSeconds(601));
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
