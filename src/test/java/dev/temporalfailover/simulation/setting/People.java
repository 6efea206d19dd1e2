package dev.temporalfailover.simulation.setting;

import dev.temporalfailover.failover.situation.Intents;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What people and alerts truly asked for, and when. */
public final class People {
    /** How long a request stands. */
    public static final long REQUEST_HOLDS = 600_000;

    private final List<Asked> requests = new ArrayList<>();
    private final List<Asked> acknowledgements = new ArrayList<>();

    private record Asked(long at, String region, Intents.Request request) {}

    public void asked(long at, String region, Intents.Request request) {
        requests.add(new Asked(at, region, request));
    }

    public void acknowledged(long at, String region) {
        acknowledgements.add(new Asked(at, region, null));
    }

    /** True if somebody asked the region for this move since then. */
    public boolean asked(String region, String to, boolean forced, long since) {
        return requests.stream()
                .anyMatch(a -> a.region().equals(region)
                        && a.request().to().equals(to)
                        && (!forced || a.request().force() && !a.request().automatic())
                        && a.at() >= since);
    }

    /** True if a person asked the region for this move since then. */
    public boolean personAsked(String region, String to, long since) {
        return requests.stream()
                .anyMatch(a -> a.region().equals(region)
                        && a.request().to().equals(to)
                        && !a.request().automatic()
                        && a.at() >= since);
    }

    /** The last of these requests before then. */
    public Optional<Intents.Request> last(String region, String to, long before) {
        return requests.stream()
                .filter(a -> a.region().equals(region)
                        && a.at() <= before
                        && a.request().to().equals(to))
                .reduce((a, b) -> b)
                .map(Asked::request);
    }

    /** True if somebody acknowledged in that region in that time. */
    public boolean acknowledged(String region, long from, long to) {
        return acknowledgements.stream().anyMatch(a -> a.region().equals(region) && a.at() >= from && a.at() <= to);
    }
}
