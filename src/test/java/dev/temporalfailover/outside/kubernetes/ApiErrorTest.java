package dev.temporalfailover.outside.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.ConnectException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class ApiErrorTest {
    @Test
    void whatTheServerSaidStandsWithItsCode() {
        var status = new StatusBuilder()
                .withCode(403)
                .withMessage("virtualservices is forbidden")
                .build();
        assertEquals("403 virtualservices is forbidden", ApiError.words(new KubernetesClientException(status)));
    }

    @Test
    void withoutAnAnswerTheDeepestCauseIsNamedWithoutItsPackage() {
        assertEquals(
                "no answer: TimeoutException",
                ApiError.words(new KubernetesClientException(null, new TimeoutException())));
        Throwable wrapped = new RuntimeException(new TimeoutException());
        assertEquals(
                "no answer: TimeoutException",
                ApiError.words(new KubernetesClientException(wrapped.toString(), wrapped)));
        assertEquals(
                "Operation: [get] failed: ConnectException: Connection refused",
                ApiError.words(new KubernetesClientException(
                        "Operation: [get] failed", new ConnectException("Connection refused"))));
    }
}
