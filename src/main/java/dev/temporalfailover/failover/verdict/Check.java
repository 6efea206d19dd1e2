package dev.temporalfailover.failover.verdict;

import java.util.Locale;

/** One way of asking a target; the tier says what a good answer proves. */
public enum Check {
    /** GetSystemInfo on a warm channel: a constant answer, green while the database is dead. */
    SYSTEM_INFO(Tier.REACH),
    /** grpc.health.v1 with the role's service name. */
    GRPC_HEALTH(Tier.REACH),
    /** DescribeNamespace, strongly consistent: one read of the metadata database. */
    DESCRIBE_NAMESPACE(Tier.FUNCTION),
    /** HTTP GET of the web UI or of the frontend's HTTP API. */
    HTTP(Tier.REACH),
    /** DNS, TCP and TLS from nothing, so that a warm channel cannot hide a broken network. */
    COLD_CONNECT(Tier.REACH);

    private final Tier tier;

    Check(Tier tier) {
        this.tier = tier;
    }

    public Tier tier() {
        return tier;
    }

    /** The word in metrics and evidence, for example {@code system_info}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
