package dev.temporalfailover.emulator.route53;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** The emulator as a program, for a look at the product without AWS: one zone with a weighted CNAME for each region, all weight at the first. */
public final class Route53Process {
    private static final int TTL_SECONDS = 5;
    private static final int FIXED = 5;

    private Route53Process() {}

    /** @param args address, port of the API, port of DNS, id of the zone, name of the records, then REGION=TARGET of each region */
    public static void main(String[] args) throws IOException, InterruptedException {
        try (Route53Emulator route53 = start(args)) {
            System.out.println("API at " + route53.apiEndpoint() + ", DNS at " + route53.dns());
            new CountDownLatch(1).await();
        }
    }

    /** The same without waiting for an end; arguments as above. */
    public static Route53Emulator start(String... args) throws IOException {
        if (args.length <= FIXED) {
            throw new IllegalArgumentException("ADDRESS API-PORT DNS-PORT ZONE-ID NAME REGION=TARGET...");
        }
        Route53Emulator route53 = new Route53Emulator(new EmulatorOptions()
                .address(args[0])
                .apiPort(Integer.parseInt(args[1]))
                .dnsPort(Integer.parseInt(args[2])));
        String zone = args[3];
        String name = args[4];
        route53.createZone(zone, name.substring(name.indexOf('.') + 1), false);
        List<RecordSet> records = new ArrayList<>();
        for (String region : List.of(args).subList(FIXED, args.length)) {
            String[] pair = region.split("=", 2);
            records.add(RecordSet.weighted(name, "CNAME", pair[0], records.isEmpty() ? 100 : 0, TTL_SECONDS, pair[1]));
        }
        route53.create(zone, records.toArray(RecordSet[]::new));
        return route53.start();
    }
}
