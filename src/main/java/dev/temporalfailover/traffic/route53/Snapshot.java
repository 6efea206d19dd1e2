package dev.temporalfailover.traffic.route53;

import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.traffic.route53.Route53Settings.WeightedRecord;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/**
 * The zone's record sets that belong to one policy, as they were read, and what they mean.
 *
 * @param live in the order of configuration: record by record, region by region
 * @param epochSet the TXT record set
 */
record Snapshot(List<Live> live, Optional<ResourceRecordSet> epochSet, DnsReading reading) {

    Snapshot {
        live = List.copyOf(live);
    }

    /** These record sets, which nothing but their adoption is missing for. */
    Snapshot ofUnclaimed() {
        return new Snapshot(live, epochSet, reading.ofUnclaimed());
    }

    /** One region's record set of one configured record, exactly as Route 53 has it. */
    record Live(WeightedRecord record, String region, ResourceRecordSet set) {}
}
