package dev.temporalfailover.real.stand;

import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;

/** Tokens of the service's account, each bound to a Secret as a pod's token is to its pod: gone with it. */
final class Accounts {
    /** Namespace and name of the service's account. */
    static final String ACCOUNT = "temporal-failover";

    /** As the API server and its audit name it. */
    static final String USER = "system:serviceaccount:" + ACCOUNT + ":" + ACCOUNT;

    private Accounts() {}

    static String token(KubernetesClient admin, String boundTo, Duration validity) {
        admin.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(ACCOUNT)
                        .withName(boundTo)
                        .endMetadata()
                        .build())
                .serverSideApply();
        TokenRequest request = new TokenRequestBuilder()
                .withNewSpec()
                .withExpirationSeconds(validity.toSeconds())
                .withNewBoundObjectRef()
                .withApiVersion("v1")
                .withKind("Secret")
                .withName(boundTo)
                .endBoundObjectRef()
                .endSpec()
                .build();
        return admin.serviceAccounts()
                .inNamespace(ACCOUNT)
                .withName(ACCOUNT)
                .tokenRequest(request)
                .getStatus()
                .getToken();
    }

    static void revoke(KubernetesClient admin, String boundTo) {
        admin.secrets().inNamespace(ACCOUNT).withName(boundTo).delete();
    }
}
