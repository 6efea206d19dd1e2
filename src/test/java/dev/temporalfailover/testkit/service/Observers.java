package dev.temporalfailover.testkit.service;

import dev.temporalfailover.testkit.Timeline;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What all instances see, by region. */
public final class Observers implements AutoCloseable {
    /** Name of the place that is no region. */
    public static final String WITNESS = "witness";

    private final Map<String, List<Observer>> byRegion = new LinkedHashMap<>();

    /** @param services of each region */
    public Observers(Map<String, ? extends List<? extends Watched>> services, Timeline timeline) {
        services.forEach((region, instances) -> {
            List<Observer> all = new ArrayList<>();
            instances.forEach(instance -> all.add(new Observer(instance, timeline)));
            byRegion.put(region, all);
        });
    }

    /** Begins to follow them. */
    public void start() {
        all().forEach(Observer::start);
    }

    /** From now on changes are told. */
    public void tell() {
        all().forEach(Observer::tell);
    }

    /** The only instance of a region that says that it leads; empty while none does or two do. */
    public Optional<Observer> leader(String region) {
        List<Observer> leaders =
                byRegion.get(region).stream().filter(Observer::leads).toList();
        return leaders.size() == 1 ? Optional.of(leaders.get(0)) : Optional.empty();
    }

    /** True if the region has a leader that knows who is active, hears everybody and judges both regions healthy. */
    public boolean steady(String region, String active) {
        Optional<ServiceView> leader =
                leader(region).filter(o -> o.steady(active)).flatMap(Observer::view);
        return leader.isPresent()
                && leader.get().observers() == byRegion.get(region).size()
                && heard(region, leader.get());
    }

    private boolean heard(String region, ServiceView view) {
        List<String> others = new ArrayList<>(byRegion.keySet());
        others.add(WITNESS);
        others.remove(region);
        return others.stream()
                .map(other -> view.places().getOrDefault(other, Map.of()))
                .allMatch(words -> words.size() == Observer.REGIONS
                        && words.values().stream().allMatch("HEALTHY"::equals));
    }

    /** True if the region's leader decides so now, for example {@code refuse disputed}. */
    public boolean decides(String region, String decision) {
        return leader(region)
                .flatMap(Observer::view)
                .filter(view -> view.decision().equals(decision))
                .isPresent();
    }

    /** True if the region's leader judges another region so. */
    public boolean judges(String region, String other, String verdict) {
        return leader(region)
                .flatMap(Observer::view)
                .filter(view -> view.judged(other, verdict))
                .isPresent();
    }

    private List<Observer> all() {
        return byRegion.values().stream().flatMap(List::stream).toList();
    }

    @Override
    public void close() {
        all().forEach(Observer::close);
    }
}
