package dev.temporalfailover.exchange;

import dev.temporalfailover.coordination.Leadership;
import dev.temporalfailover.exchange.wire.Role;
import dev.temporalfailover.exchange.wire.View;
import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.failover.situation.Findings;
import dev.temporalfailover.failover.situation.Opinion;
import java.time.Duration;
import java.util.Map;
import java.util.function.BiPredicate;

/**
 * The view that this instance has to tell: its own while it leads or is a witness, else its leader's as long as that is
 * fresh, else its own again. Owned by the exchange's thread.
 */
final class PublishedView {
    private final ExchangeSettings settings;
    private final Leadership leadership;
    private final Clock clock;
    private final Runnable relayed;
    private Map<String, Findings> own = Map.of();
    private View ownBody = View.getDefaultInstance();
    private Duration ownAt;
    private long version;
    private Map<String, Opinion> leaders = Map.of();
    private View leadersBody;
    private Duration leadersAt;

    /** @param relayed is run when the leader's view says something else than before */
    PublishedView(ExchangeSettings settings, Leadership leadership, Clock clock, Runnable relayed) {
        this.settings = settings;
        this.leadership = leadership;
        this.clock = clock;
        this.relayed = relayed;
    }

    /** Takes this instance's own view; true if it says something else than before. */
    boolean own(Map<String, Findings> byPolicy) {
        Duration oldest = byPolicy.values().stream()
                .map(Findings::at)
                .min(Duration::compareTo)
                .orElseGet(clock::steady);
        boolean changed = differ(own, byPolicy, Findings::agree);
        own = Map.copyOf(byPolicy);
        ownBody = ViewWire.encode(byPolicy, oldest);
        ownAt = oldest;
        version++;
        return changed;
    }

    /** Takes the leader's view. */
    void relay(View view, Duration now) throws Malformed {
        Map<String, Opinion> told =
                ViewWire.decode(view, settings.place(), settings.limits().stringLength(), now);
        boolean changed = differ(leaders, told, ViewWire::same);
        leaders = told;
        leadersBody = view;
        leadersAt = ViewWire.at(view, now);
        if (changed) {
            relayed.run();
        }
    }

    /** Changes with each {@link #own}. */
    long version() {
        return version;
    }

    /** The content to send now. */
    View now() {
        Duration now = clock.steady();
        boolean relays = !speaksForItself()
                && leadersBody != null
                && now.minus(leadersAt).compareTo(settings.silence()) <= 0;
        return relays
                ? leadersBody.toBuilder()
                        .setAgeMs(VoteWire.millis(now.minus(leadersAt)))
                        .build()
                : ownBody.toBuilder()
                        .setPlace(settings.place())
                        .setInstance(settings.instance())
                        .setRole(role())
                        .setAgeMs(ownAt == null ? 0 : VoteWire.millis(now.minus(ownAt)))
                        .build();
    }

    private boolean speaksForItself() {
        return settings.role() == ExchangeSettings.PlaceType.WITNESS || leadership.leads();
    }

    private Role role() {
        if (settings.role() == ExchangeSettings.PlaceType.WITNESS) {
            return Role.ROLE_WITNESS;
        }
        return leadership.leads() ? Role.ROLE_LEADER : Role.ROLE_OBSERVER;
    }

    private static <T> boolean differ(Map<String, T> a, Map<String, T> b, BiPredicate<T, T> same) {
        return !a.keySet().equals(b.keySet())
                || a.entrySet().stream().anyMatch(one -> !same.test(one.getValue(), b.get(one.getKey())));
    }
}
