package dev.temporalfailover.real.ground;

import java.util.ArrayList;
import java.util.List;

/**
 * A place with a network of its own.
 *
 * @param name of its network namespace; empty for the one that the stand itself runs in
 * @param address where the others find it, over the links that may be slow, lossy or cut
 * @param seen the same host on the stand's own network, which nothing disturbs: for the one who watches
 */
public record Host(String name, String address, String seen) {

    /** The command as it is started there. */
    public List<String> inside(List<String> command) {
        if (name.isEmpty()) {
            return command;
        }
        List<String> there = new ArrayList<>(List.of("nsenter", "--net=/run/netns/" + name));
        there.addAll(command);
        return there;
    }
}
