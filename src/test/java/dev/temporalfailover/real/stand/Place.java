package dev.temporalfailover.real.stand;

import dev.temporalfailover.real.ground.Host;
import java.util.List;

/**
 * Where instances of the service run.
 *
 * @param name the region's, or the witness's
 * @param host its network
 * @param instances how many
 */
public record Place(String name, Host host, int instances) {
    /** The region that carries the traffic first. */
    public static final Place EAST = new Place("us-east-1", Network.EAST, 2);

    /** The other region. */
    public static final Place WEST = new Place("us-west-2", Network.WEST, 2);

    /** In neither region. */
    public static final Place WITNESS = new Place("witness", Network.THIRD, 1);

    /** Those with a Temporal. */
    public static final List<Place> REGIONS = List.of(EAST, WEST);

    /** All of them. */
    public static final List<Place> ALL = List.of(EAST, WEST, WITNESS);

    /** The region of this name. */
    public static Place of(String name) {
        return REGIONS.stream()
                .filter(region -> region.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The other region. */
    public Place other() {
        return equals(EAST) ? WEST : EAST;
    }

    /** The name of this region's Temporal in the other region's mesh. */
    public String meshName() {
        return "temporal-frontend." + name + ".internal.example.com";
    }

    /** Port of the instance's API; the management port, the one for other instances follow. */
    public int port(int instance) {
        return 8080 + 1000 * instance;
    }

    /** Port at which the instance listens to other instances. */
    public int exchangePort(int instance) {
        return 7443 + 1000 * instance;
    }

    /** The instance's name, in Leases and epoch records. */
    public String instance(int instance) {
        return instances == 1 ? name : name + "-" + (instance + 1);
    }
}
