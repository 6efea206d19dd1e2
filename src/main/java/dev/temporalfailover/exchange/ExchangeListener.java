package dev.temporalfailover.exchange;

import java.util.List;

/** Takes what the exchange hears, apart from votes. Called on its thread; must not block. */
public interface ExchangeListener {
    /** The observers of this region are others than before, as its leader told; this instance is among them. */
    void observers(List<String> all);

    /** An opinion of another place is new or has changed; {@link GrpcExchange#opinions} has it. */
    void opinionsChanged();
}
