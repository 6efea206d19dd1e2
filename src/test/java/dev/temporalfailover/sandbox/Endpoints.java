package dev.temporalfailover.sandbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.temporalfailover.emulator.regions.HostedZone;
import dev.temporalfailover.emulator.regions.World;
import dev.temporalfailover.testkit.service.ServiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Every address of a running sandbox, for people and scripts. */
final class Endpoints {

    private Endpoints() {}

    /** Writes them as JSON. */
    static void write(World world, Path directory, Path file) throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put(
                "route53",
                Map.of(
                        "api", world.zone.emulator().apiEndpoint().toString(),
                        "dns", "127.0.0.1:" + world.zone.emulator().dns().getPort(),
                        "hostedZone", world.zone.id(),
                        "record", HostedZone.RECORD,
                        "credentialsFile", directory.resolve("credentials").toString()));
        all.put(
                "tokens",
                Map.of(
                        "operator", directory.resolve("operator.token").toString(),
                        "alertmanager", directory.resolve("alerts.token").toString()));
        Map<String, Object> regions = new LinkedHashMap<>();
        for (String name : World.REGIONS) {
            Map<String, Object> region = new LinkedHashMap<>();
            region.put("kubernetes", world.kubernetes.get(name).url().toString());
            region.put("temporal", "127.0.0.1:" + world.temporal.get(name).port());
            region.put(
                    "instances",
                    world.services.of(name).stream().map(Endpoints::instance).toList());
            regions.put(name, region);
        }
        all.put("regions", regions);
        all.put("witness", instance(world.services.witness()));
        Files.writeString(
                file, new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n");
    }

    private static Map<String, Object> instance(ServiceProcess service) {
        Map<String, Object> instance = new LinkedHashMap<>();
        instance.put("name", service.name());
        instance.put("service", service.api().toString());
        instance.put("statusPage", service.api() + "/");
        instance.put("management", service.management().toString());
        instance.put("config", service.config().toString());
        instance.put("log", service.log().toString());
        return instance;
    }
}
