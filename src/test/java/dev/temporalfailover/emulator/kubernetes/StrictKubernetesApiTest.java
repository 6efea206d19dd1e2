package dev.temporalfailover.emulator.kubernetes;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the product relies on in a real API server, stated case by case for the one in the JVM. */
class StrictKubernetesApiTest {
    private static final String PATH = "/api/v1/namespaces/ns/configmaps/a";
    private StrictKubernetesApi api;
    private KubernetesClient client;

    @BeforeEach
    void start() {
        api = StrictKubernetesApi.start();
        client = api.client();
        api.put(PATH, """
                {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"ns"},"data":{"k":"1"}}""");
    }

    @AfterEach
    void stop() {
        client.close();
        api.close();
    }

    private ConfigMap patch(String ops) {
        PatchContext context = new PatchContext.Builder()
                .withPatchType(PatchType.JSON)
                .withFieldManager("tester")
                .build();
        return client.configMaps().inNamespace("ns").withName("a").patch(context, ops);
    }

    @Test
    void aTestThatHoldsLetsThePatchThrough() {
        ConfigMap changed = patch("""
                [{"op":"test","path":"/data/k","value":"1"},{"op":"replace","path":"/data/k","value":"2"}]""");
        assertEquals("2", changed.getData().get("k"));
        assertTrue(changed.getMetadata().getManagedFields().stream()
                .anyMatch(field -> field.getManager().equals("tester")));
    }

    @Test
    void aTestThatFailsIs422AndChangesNothing() {
        KubernetesClientException e = assertThrows(
                KubernetesClientException.class,
                () -> patch(
                        "[{\"op\":\"replace\",\"path\":\"/data/k\",\"value\":\"2\"},{\"op\":\"test\",\"path\":\"/data/k\",\"value\":\"9\"}]"));
        assertEquals(422, e.getCode());
        assertEquals("1", api.get(PATH).orElseThrow().at("/data/k").asText());
    }

    @Test
    void aMissingParentIsNotInvented() {
        KubernetesClientException e = assertThrows(
                KubernetesClientException.class,
                () -> patch("[{\"op\":\"add\",\"path\":\"/metadata/annotations/x\",\"value\":\"2\"}]"));
        assertEquals(422, e.getCode());
    }

    @Test
    void anUpdateWithAnOldResourceVersionIs409() {
        ConfigMap old = client.configMaps().inNamespace("ns").withName("a").get();
        api.edit(PATH, "somebody", "{\"data\":{\"k\":\"5\"}}");
        ConfigMap mine = new ConfigMapBuilder(old).addToData("k", "6").build();
        KubernetesClientException e = assertThrows(
                KubernetesClientException.class,
                () -> client.configMaps().resource(mine).update());
        assertEquals(409, e.getCode());
        assertEquals("5", api.get(PATH).orElseThrow().at("/data/k").asText());
    }

    @Test
    void creatingTwiceIs409() {
        KubernetesClientException e = assertThrows(KubernetesClientException.class, () -> client.configMaps()
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("a")
                        .withNamespace("ns")
                        .endMetadata()
                        .build())
                .create());
        assertEquals(409, e.getCode());
    }

    @Test
    void vanishingMidPatchLosesTheAnswerButNotTheEffect() {
        api.vanishOnce("PATCH", "configmaps/a", true);
        KubernetesClientException e = assertThrows(
                KubernetesClientException.class,
                () -> patch("[{\"op\":\"replace\",\"path\":\"/data/k\",\"value\":\"2\"}]"));
        assertTrue(e.getCode() <= 0, "no status arrived");
        assertEquals("2", api.get(PATH).orElseThrow().at("/data/k").asText());
        api.restore();
        // The client may first try a pooled connection that ended with the cut.
        await().ignoreExceptionsInstanceOf(KubernetesClientException.class)
                .until(
                        () -> client.configMaps()
                                .inNamespace("ns")
                                .withName("a")
                                .get()
                                .getData()
                                .get("k"),
                        "2"::equals);
    }

    @Test
    void faultsAreSeenOnce() {
        api.failOnce("PATCH", "configmaps", 429, "TooManyRequests", "slow down");
        String ops = "[{\"op\":\"replace\",\"path\":\"/data/k\",\"value\":\"2\"}]";
        assertEquals(
                429,
                assertThrows(KubernetesClientException.class, () -> patch(ops)).getCode());
        assertEquals("2", patch(ops).getData().get("k"));
    }

    @Test
    void aWatchSeesOtherWriters() throws InterruptedException {
        CountDownLatch seen = new CountDownLatch(1);
        Watch watch = client.configMaps().inNamespace("ns").withName("a").watch(new Watcher<ConfigMap>() {
            @Override
            public void eventReceived(Action action, ConfigMap map) {
                if ("7".equals(map.getData().get("k"))) {
                    seen.countDown();
                }
            }

            @Override
            public void onClose(WatcherException cause) {}
        });
        try {
            api.edit(PATH, "somebody", "{\"data\":{\"k\":\"7\"}}");
            assertTrue(seen.await(30, TimeUnit.SECONDS));
        } finally {
            watch.close();
        }
    }
}
