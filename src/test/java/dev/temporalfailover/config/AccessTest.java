package dev.temporalfailover.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.api.access.AccessSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Section {@code access.kubernetes}. */
class AccessTest {
    private static final String OPERATOR = "  operator_token_file: /etc/temporal-failover/tokens/operator";
    private static final Path FILE = Path.of("/etc/temporal-failover/tokens/operator");

    private static String with(String kubernetes) {
        return Shipped.with(OPERATOR, OPERATOR + "\n  kubernetes: " + kubernetes);
    }

    private static Optional<AccessSettings.Kubernetes> read(String kubernetes) {
        return Shipped.load(with(kubernetes)).access().kubernetes();
    }

    @Test
    void isOffUnlessItIsWritten() {
        assertEquals(Optional.empty(), Shipped.load(Shipped.text()).access().kubernetes());
    }

    @Test
    void writtenItHasDefaults() {
        AccessSettings.Kubernetes defaults =
                new AccessSettings.Kubernetes("temporal-failover", Duration.ofSeconds(30), Duration.ofSeconds(2));
        assertEquals(Optional.of(defaults), read("{}"));
        assertEquals(
                Optional.of(new AccessSettings.Kubernetes(
                        "https://kubernetes.default.svc", Duration.ZERO, Duration.ofMillis(500))),
                read("{audience: https://kubernetes.default.svc, cache: 0s, timeout: 500ms}"));
    }

    @Test
    void tokenFilesMayBeLeftOut() {
        String only = Shipped.edit(with("{}"), OPERATOR + "\n", "");
        AccessSettings access = Shipped.load(only).access();
        assertEquals(Optional.empty(), access.operatorTokenFile());
        assertTrue(access.kubernetes().isPresent());
    }

    @Test
    void aWitnessIgnoresItSoThatOneFileServesAll() {
        Map<String, String> witness = Map.of("TEMPORAL_FAILOVER_WITNESS", "witness", "HOSTNAME", "w1");
        AccessSettings access = Shipped.load(with("{}"), witness, path -> true).access();
        assertEquals(Optional.empty(), access.kubernetes());
        assertEquals(Optional.of(FILE), access.operatorTokenFile());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{audience: ''} | access.kubernetes.audience",
                "{audience: [a]} | access.kubernetes.audience",
                "{audience: \"a\\nb\"} | access.kubernetes.audience",
                "{cache: 61s} | access.kubernetes.cache",
                "{cache: -1s} | access.kubernetes.cache",
                "{timeout: 0s} | access.kubernetes.timeout",
                "{timeout: 11s} | access.kubernetes.timeout",
                "{audiense: a} | access.kubernetes.audiense",
                "[] | access.kubernetes",
                "true | access.kubernetes",
            })
    void whatIsWrongIsNamedWithItsFullPath(String written, String path) {
        List<String> errors = Shipped.errors(with(written));
        assertEquals(1, errors.size(), errors.toString());
        assertTrue(errors.get(0).contains(path), errors.get(0));
    }
}
