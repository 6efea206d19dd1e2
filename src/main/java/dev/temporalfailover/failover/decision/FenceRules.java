package dev.temporalfailover.failover.decision;

import dev.temporalfailover.failover.decision.Decision.Reason;
import dev.temporalfailover.failover.decision.Decision.Rule;
import dev.temporalfailover.failover.situation.DnsReading;

/** Whether this instance may write at all: it leads, has read the records, and they are ours. */
final class FenceRules {
    private FenceRules() {}

    static Rule leads(Case c) {
        boolean witness = !c.policy().regions().contains(c.s().self());
        String fenced = c.s().fenced();
        String not = witness
                ? "a witness moves nothing"
                : fenced.isEmpty()
                        ? "this instance does not lead"
                        : "this instance holds the Lease and does not act: " + fenced;
        return new Rule(Reason.NOT_LEADER, c.s().leader(), c.s().leader() ? "this instance leads" : not);
    }

    static Rule recordsRead(Case c) {
        DnsReading dns = c.s().dns();
        return new Rule(Reason.DNS_UNREAD, dns.state() != DnsReading.State.UNREAD, text(dns));
    }

    static Rule recordsOurs(Case c) {
        DnsReading dns = c.s().dns();
        return new Rule(Reason.DNS_NOT_OURS, c.activeKnown() && dns.state() == DnsReading.State.OWNED, text(dns));
    }

    private static String text(DnsReading dns) {
        String state = dns.state().word();
        String epoch = dns.epoch()
                .map(e -> ", epoch " + e.epoch() + " active " + e.active())
                .orElse("");
        return state + epoch + (dns.detail().isEmpty() ? "" : ": " + dns.detail());
    }
}
