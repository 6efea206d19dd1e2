package dev.temporalfailover.probe.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PoolPodsTest {
    private static List<URI> urls(String url) throws InterruptedException {
        return new PoolPods(URI.create(url), Runnable::run, Duration.ofSeconds(20)).urls();
    }

    @Test
    void aNameIsReadAtItsAddresses() throws InterruptedException {
        assertEquals(
                List.of(URI.create("http://127.0.0.1:9090/metrics?a=b%20c")),
                urls("http://127.0.0.1:9090/metrics?a=b%20c"));
        assertEquals(List.of(URI.create("http://[0:0:0:0:0:0:0:1]/metrics")), urls("http://[::1]/metrics"));
    }

    @Test
    void aNameThatIsNotKnownStaysForTheReadToSaySo() throws InterruptedException {
        assertEquals(List.of(URI.create("http://no.such.invalid:9090/m")), urls("http://no.such.invalid:9090/m"));
    }

    @Test
    void byHttpsTheNameStaysForItIsWhatTheCertificateIsFor() throws InterruptedException {
        assertEquals(List.of(URI.create("https://localhost/m")), urls("https://localhost/m"));
    }

    @Test
    void connectionsOfPodsAddUpAndOfPoolsWithALimitTheFullestPodIsTold() {
        PoolSample few = new PoolSample("e", "temporal", "frontend_grpc", 3, Double.NaN, Double.NaN);
        PoolSample many = new PoolSample("e", "temporal", "frontend_grpc", 7, Double.NaN, Double.NaN);
        PoolSample full = new PoolSample("e", "temporal", "history_sql_main", 19, 20, Double.NaN);
        PoolSample idle = new PoolSample("e", "temporal", "history_sql_main", 1, 20, Double.NaN);
        PoolSample open = new PoolSample("e", "temporal", "history_sql_main", 30, Double.NaN, Double.NaN);
        List<PoolSample> merged = PoolPods.merged(List.of(few, idle, full, open, many));
        assertEquals(2, merged.size());
        assertEquals(10, merged.get(0).active());
        assertEquals(19, merged.get(1).active());
        assertEquals(20, merged.get(1).max());
    }
}
