package dev.temporalfailover.exchange;

import dev.temporalfailover.exchange.ExchangeMeters.Stream;
import dev.temporalfailover.exchange.bounds.Places;
import dev.temporalfailover.exchange.identity.Refusals;
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

    private final Places<ServerCallStreamObserver<View>> places;

    WatchDesk(ExchangeSettings settings, PublishedView place, Refusals refusals, ExchangeMeters meters) {
        this.settings = settings;
        this.place = place;
        this.meters = meters;
        this.places = new Places<>("watchers", settings.limits().watchers(), this::end, refusals);
    }

    /** @param address of the caller */
    void opened(ServerCallStreamObserver<View> watcher, String address) {
        watchers.put(watcher, true);
        places.take(watcher, address);
        count();
        ready(watcher);
    }

    void closed(ServerCallStreamObserver<View> watcher) {
        watchers.remove(watcher);
        places.leave(watcher);
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

    /** Ends all; they connect again, perhaps to another instance. */
    void endAll(String why) {
        List.copyOf(watchers.keySet()).forEach(watcher -> end(watcher, Status.UNAVAILABLE.withDescription(why)));
    }

    private void end(ServerCallStreamObserver<View> watcher, Status why) {
        if (watchers.remove(watcher) != null && !watcher.isCancelled()) {
            watcher.onError(why.asException());
        }
    }

    private void count() {
        meters.open(Stream.WATCHERS, settings.place(), watchers.size());
    }
}
