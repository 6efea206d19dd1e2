package dev.temporalfailover.real.stand;

import static dev.temporalfailover.real.stand.Accounts.ACCOUNT;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;

/** What the service keeps in its own namespace. */
final class Records {

    private Records() {}

    /** Null if there is none. */
    static Lease lease(KubernetesClient client) {
        return client.leases().inNamespace(ACCOUNT).withName(ACCOUNT).get();
    }

    static List<Event> events(KubernetesClient client) {
        return client.events().v1().events().inNamespace(ACCOUNT).list().getItems();
    }

    static Map<String, String> intents(KubernetesClient client) {
        ConfigMap map = client.configMaps()
                .inNamespace(ACCOUNT)
                .withName(ACCOUNT + "-intents")
                .get();
        return map == null || map.getData() == null ? Map.of() : map.getData();
    }
}
