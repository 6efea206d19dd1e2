package dev.temporalfailover.config;

import dev.temporalfailover.config.settings.HostPort;
import dev.temporalfailover.config.settings.HostPorts;
import dev.temporalfailover.config.settings.Nearest;
import dev.temporalfailover.config.settings.Problems;
import dev.temporalfailover.config.settings.Section;
import dev.temporalfailover.config.settings.Setting;
import dev.temporalfailover.config.settings.Setting.Shape;
import dev.temporalfailover.config.settings.Types;
import dev.temporalfailover.exchange.ExchangeSettings.Peer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Lists {@code peers} and {@code witnesses} of {@code coordination}: the places and their addresses. */
record PlacesSection(List<Place> peers, List<Place> witnesses, Map<HostPort, String> owners) {
    private static final Setting<String> REGION = Setting.required("region", Types.NAME)
            .means("One of `regions`; unique. An instance ignores the entry of its own region.");
    private static final Setting<String> NAME =
            Setting.required("name", Types.NAME).means("Name of the witness; unique, and not the name of a region.");
    private static final Setting<HostPort> ENDPOINTS = Setting.requiredValues("endpoints", HostPorts.ENDPOINT)
            .means("Addresses of instances in that place: load balancers or single instances. One that answers is"
                    + " enough.");

    static final Shape PEER_SHAPE = new Shape(REGION, ENDPOINTS);
    static final Shape WITNESS_SHAPE = new Shape(NAME, ENDPOINTS);

    /** @param name null if it could not be read */
    record Place(String name, List<HostPort> endpoints) {
        Peer peer() {
            return new Peer(name, endpoints.stream().map(HostPort::toString).toList());
        }
    }

    static PlacesSection read(List<Section> peers, List<Section> witnesses, List<String> regions) {
        Map<HostPort, String> owners = new HashMap<>();
        List<Place> foundPeers = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Section s : peers) {
            String region = s.value(REGION);
            if (region != null && !regions.contains(region)) {
                String hint = Nearest.to(region, regions)
                        .map(n -> "; did you mean " + n + "?")
                        .orElse("");
                s.wrong(
                        REGION,
                        Problems.quoted(region) + " is not one of regions: " + String.join(", ", regions) + hint);
            }
            foundPeers.add(place(s, REGION, region, seen, owners));
        }
        List<Place> foundWitnesses = new ArrayList<>();
        for (Section s : witnesses) {
            String name = s.value(NAME);
            if (regions.contains(name)) {
                s.wrong(NAME, Problems.quoted(name) + " is the name of a region");
            }
            foundWitnesses.add(place(s, NAME, name, seen, owners));
        }
        return new PlacesSection(foundPeers, foundWitnesses, owners);
    }

    private static Place place(
            Section s, Setting<String> naming, String name, Set<String> seen, Map<HostPort, String> owners) {
        if (name != null && !seen.add(name)) {
            s.wrong(naming, Problems.quoted(name) + " is listed twice");
        }
        List<HostPort> endpoints = s.values(ENDPOINTS);
        for (HostPort endpoint : endpoints) {
            String owner = owners.putIfAbsent(endpoint, name == null ? s.path() : name);
            if (owner != null) {
                s.wrong(ENDPOINTS, "'" + endpoint + "' is an endpoint of " + owner + " too; a place has one vote");
            }
        }
        return new Place(name, endpoints);
    }

    /** The listed regions without {@code own}. */
    List<Place> peersOf(String own) {
        return others(peers, own);
    }

    /** The listed witnesses without {@code own}. */
    List<Place> witnessesOf(String own) {
        return others(witnesses, own);
    }

    private static List<Place> others(List<Place> places, String own) {
        return places.stream()
                .filter(p -> p.name() != null && !p.name().equals(own))
                .toList();
    }

    List<String> witnessNames() {
        return witnesses.stream().map(Place::name).filter(n -> n != null).toList();
    }
}
