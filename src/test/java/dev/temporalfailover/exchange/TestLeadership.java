package dev.temporalfailover.exchange;

import dev.temporalfailover.coordination.Leadership;
import java.time.Duration;
import java.util.Optional;

/** Leads, or knows who does, as the test says. */
final class TestLeadership implements Leadership {
    private record Now(boolean leads, String holder, String address) {}

    private volatile Now now = new Now(false, "", "");

    void lead() {
        now = new Now(true, "", "");
    }

    void follow(String holder, String address) {
        now = new Now(false, holder, address);
    }

    @Override
    public boolean leads() {
        return now.leads();
    }

    @Override
    public Duration since() {
        return Duration.ZERO;
    }

    @Override
    public String holder() {
        return now.holder();
    }

    @Override
    public Optional<String> holderAddress() {
        return Optional.of(now.address()).filter(address -> !address.isEmpty());
    }

    @Override
    public void close() {
        now = new Now(false, "", "");
    }
}
