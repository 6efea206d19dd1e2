package dev.temporalfailover.coordination;

import dev.temporalfailover.failover.situation.Intents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.UnaryOperator;

/** A witness moves nothing, so nothing can be asked of it. Never live: its loop never acts. */
public final class NoIntents implements IntentStore {

    @Override
    public Intents read(String policy) {
        return Intents.NONE;
    }

    @Override
    public boolean live() {
        return false;
    }

    @Override
    public Intents update(String policy, UnaryOperator<Intents> change) {
        throw new UncheckedIOException(new IOException("a witness moves nothing: use an instance of a region"));
    }
}
