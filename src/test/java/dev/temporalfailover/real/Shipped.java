package dev.temporalfailover.real;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.temporalfailover.real.ground.Ground;
import dev.temporalfailover.real.ground.Piece;
import dev.temporalfailover.real.ground.Report;
import dev.temporalfailover.real.shipped.ShippedDrills;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a site installs, over a distance. As it stands, the short form of {@code .ci/run}: 62 ms between the regions and what
 * fits into a few minutes. {@code -Dshipped=long}: all acts, with 62 ms and with 120 ms. {@code -Ddrill=NAMES} plays only
 * those, {@code -Drtt=62,120} at these distances.
 */
final class Shipped implements Piece {

    @Override
    public String name() {
        return "shipped";
    }

    @Override
    public List<String> parts() {
        return List.of("python", "kubernetes", "mesh", "network");
    }

    @Override
    public void run(Ground ground, Report report) throws IOException, InterruptedException {
        boolean all = setting("shipped", "short").equals("long");
        String quiet = setting("quiet", all ? "360" : "60");
        List<String> acts = List.of(setting("drill", String.join(",", all ? ShippedDrills.LONG : ShippedDrills.SHORT))
                .split(","));
        for (String roundTrip : setting("rtt", all ? "62,120" : "62").split(",")) {
            Path directory = Files.createDirectories(ground.directory().resolve(roundTrip + "ms"));
            Ground here = new Ground(directory, ground.scripts(), ground.cache(), ground.jar(), ground.children());
            List<String> arguments = new ArrayList<>(List.of(roundTrip, quiet));
            arguments.addAll(acts);
            int exit = Inside.run(here, ShippedDrills.class, ShippedDrills.RESOLV_CONF, arguments);
            Path results = directory.resolve("drills.json");
            if (Files.exists(results)) {
                for (JsonNode act : new ObjectMapper().readTree(results.toFile())) {
                    boolean ok = act.path("ok").asBoolean();
                    report.add(
                            name(),
                            act.path("drill").asText() + ", " + roundTrip + " ms",
                            ok,
                            ok
                                    ? act.path("stagesSeconds").toString()
                                    : act.path("why").asText());
                }
            }
            report.add(name(), "all was played at " + roundTrip + " ms and went well", exit == 0, "exit code " + exit);
        }
    }

    private static String setting(String name, String otherwise) {
        String value = System.getProperty(name, "");
        return value.isBlank() ? otherwise : value;
    }
}
