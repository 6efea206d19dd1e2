package dev.temporalfailover.exchange;

import dev.temporalfailover.exchange.ExchangeMeters.Stream;
import dev.temporalfailover.exchange.wire.View;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sends this place's view to all watchers. Owned by the exchange's thread. */
final class WatchDesk {
    private final ExchangeSettings settings;
    private final PublishedView place;
    private final ExchangeMeters meters;
    /** True: there is a view to send as soon as the stream can take it. */
    private final Map<ServerCallStreamObserver<View>, Boolean> watchers = new LinkedHashMap<>();

    WatchDesk(ExchangeSettings settings, PublishedView place, ExchangeMeters meters) {
        this.settings = settings;
        this.place = place;
        this.meters = meters;
    }

    void opened(ServerCallStreamObserver<View> watcher) {
        watchers.put(watcher, true);
        count();
        ready(watcher);
    }

    void closed(ServerCallStreamObserver<View> watcher) {
        watchers.remove(watcher);
        count();
    }

    /** The view changed, or it is time for a heartbeat. */
    void tell() {
        watchers.replaceAll((watcher, owed) -> true);
        List.copyOf(watchers.keySet()).forEach(this::ready);
    }

    /** The stream can take more. */
    void ready(ServerCallStreamObserver<View> watcher) {
        if (Boolean.TRUE.equals(watchers.get(watcher)) && !watcher.isCancelled() && watcher.isReady()) {
            watchers.put(watcher, false);
            watcher.onNext(place.now());
        }
    }

    /** Ends all, as this instance ends. */
    void close() {
        for (ServerCallStreamObserver<View> watcher : List.copyOf(watchers.keySet())) {
            if (!watcher.isCancelled()) {
                watcher.onError(Status.UNAVAILABLE
                        .withDescription("this instance stops")
                        .asException());
            }
        }
        watchers.clear();
    }

    private void count() {
        meters.open(Stream.WATCHERS, settings.place(), watchers.size());
    }
}
