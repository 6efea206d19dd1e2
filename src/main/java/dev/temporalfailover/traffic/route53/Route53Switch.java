package dev.temporalfailover.traffic.route53;

import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.failover.pace.Backoff;
import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.failover.situation.DnsReading.State;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.failover.situation.FailoverPolicy;
import dev.temporalfailover.traffic.DnsSwitch;
import dev.temporalfailover.traffic.StepOutcome;
import dev.temporalfailover.traffic.StepOutcome.StepResult;
import dev.temporalfailover.traffic.Verification;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * One policy's weighted records in Route 53, moved together with their epoch record in one atomic batch.
 *
 * <p>The API lives in us-east-1 only. When that region is the one that fails, this switch answers UNAVAILABLE or UNCERTAIN
 * and the data-plane path moves the traffic instead: health checks on the records that ask {@code /health/...} of this
 * service, which need no API call.
 *
 * <p>Every call blocks for at most the configured timeout per request. Used by one thread at a time.
 */
public final class Route53Switch implements DnsSwitch, AutoCloseable {
    /** Pauses after readings that failed. */
    static final Backoff RETRY = Backoff.of(Duration.ofSeconds(1), Duration.ofSeconds(60));

    private final Route53Api api;
    private final ZoneReader reader;
    private final Ownership ownership;
    private final ChangeBatches batches;
    private final ClientView clients;
    private final RandomGenerator random;
    private final Clock clock;
    private final String recordName;
    private final List<String> names;

    private Snapshot last = new Snapshot(List.of(), Optional.empty(), DnsReading.unread("not read yet"));
    private Backoff backoff = RETRY;
    private String failure = "";
    private long seen;
    private boolean mustRead;

    /**
     * Checks the settings and builds the client; sends nothing.
     *
     * @param settings the records and how to reach the API
     * @param policy its regions; each record must have a set identifier for every one of them
     * @param random for the jitter of retries after failed readings
     * @throws IllegalArgumentException if settings and policy do not fit together
     */
    public Route53Switch(Route53Settings settings, FailoverPolicy policy, Clock clock, RandomGenerator random) {
        SettingsCheck.require(settings, policy);
        this.recordName = settings.records().get(0).name();
        this.names = names(settings);
        this.api = new Route53Api(Route53Clients.build(settings), settings.hostedZoneId(), clock);
        this.reader = new ZoneReader(api);
        this.ownership = new Ownership(settings, policy.regions());
        this.batches = new ChangeBatches(policy.name(), policy.regions(), recordName);
        this.clients = new ClientView(settings.resolver());
        this.random = random;
        this.clock = clock;
    }

    @Override
    public String recordName() {
        return recordName;
    }

    /** {@inheritDoc} After a failure it waits, 1 s doubling to 60 s, and answers the last reading as stale meanwhile. */
    @Override
    public DnsReading read(Duration now) {
        if (backoff.due(now)) {
            try {
                last = confirmed(now);
                seen = seen();
                failure = "";
                mustRead = false;
                backoff = RETRY;
            } catch (Route53Api.Failed e) {
                // Not read because of our own limit: the last reading stays in use, unless the result of a write
                // depends on reading.
                if (e.asked() || mustRead || last.reading().state() == State.UNREAD) {
                    failure = e.getMessage();
                }
                if (e.asked()) {
                    backoff = backoff.failed(now, random.nextDouble());
                }
            }
        }
        return failure.isEmpty() ? last.reading() : failing();
    }

    /** {@inheritDoc} The JSON is what {@code aws route53 change-resource-record-sets --change-batch} takes. */
    @Override
    public String render(Step step) {
        String refusal = refusal(step);
        return refusal.isEmpty()
                ? ChangeBatchText.of(batches.build(step, last, clock.steady()).batch())
                : ChangeBatchText.none("cannot be applied: " + refusal);
    }

    @Override
    public StepOutcome apply(Step step) {
        String unsound = batches.unsound(step);
        if (!unsound.isEmpty()) {
            return new StepOutcome(StepResult.REJECTED, "not sent: " + unsound, "");
        }
        String refusal = refusal(step);
        if (!refusal.isEmpty()) {
            return new StepOutcome(StepResult.LOST_RACE, "not sent: " + refusal, "");
        }
        ChangeBatches.Built built = batches.build(step, last, clock.steady());
        try {
            String id = api.change(built.batch());
            last = built.after();
            seen = step.record().epoch();
            failure = "";
            return new StepOutcome(StepResult.APPLIED, "accepted as " + id, id);
        } catch (Route53Api.Failed e) {
            StepResult kind = e.fault().kind();
            mustRead = kind == StepResult.LOST_RACE || kind == StepResult.UNCERTAIN;
            return new StepOutcome(kind, e.fault().detail(), "");
        }
    }

    /** {@inheritDoc} INSYNC means that all authoritative servers have it; resolvers may still have the old one. */
    @Override
    public Verification verify(StepOutcome applied) {
        if (applied.reference().isEmpty()) {
            return new Verification(Verification.Effectiveness.FAILED, "there is no change id to check");
        }
        try {
            return api.inSync(applied.reference())
                    ? new Verification(Verification.Effectiveness.EFFECTIVE, applied.reference() + " is INSYNC")
                    : new Verification(Verification.Effectiveness.NOT_YET, applied.reference() + " is PENDING");
        } catch (Route53Api.Failed e) {
            StepResult kind = e.fault().kind();
            boolean hopeless = kind == StepResult.DENIED || kind == StepResult.NOT_FOUND || kind == StepResult.REJECTED;
            return new Verification(
                    hopeless ? Verification.Effectiveness.FAILED : Verification.Effectiveness.NOT_YET, e.getMessage());
        }
    }

    @Override
    public Map<String, Double> clientView() {
        return clients.shares(last.live());
    }

    /** Frees the client's connections. */
    @Override
    public void close() {
        api.close();
    }

    private String refusal(Step step) {
        String unsound = batches.unsound(step);
        if (!unsound.isEmpty()) {
            return unsound;
        }
        return mustRead ? "the zone must be read again first" : batches.contradiction(step, last);
    }

    /** A worse state is read twice: a change between two pages of one listing would look like an edit. */
    private Snapshot confirmed(Duration now) throws Route53Api.Failed {
        Snapshot first = ownership.judge(reader.read(names), seen, now);
        boolean worse = last.reading().state() == State.OWNED && first.reading().state() != State.OWNED;
        return worse ? ownership.judge(reader.read(names), seen, now) : first;
    }

    /** Only an epoch that was accepted counts, and after a deleted epoch record it starts again. */
    private long seen() {
        if (last.epochSet().isEmpty()) {
            return 0;
        }
        boolean owned = last.reading().state() == State.OWNED;
        return owned ? last.reading().epoch().map(EpochRecord::epoch).orElse(seen) : seen;
    }

    private DnsReading failing() {
        return last.reading().state() == State.UNREAD
                ? DnsReading.unread(failure)
                : last.reading().stale(failure);
    }

    private static List<String> names(Route53Settings settings) {
        Set<String> names = new LinkedHashSet<>();
        settings.records().forEach(record -> names.add(RecordName.canonical(record.name())));
        names.add(RecordName.ofEpoch(settings.records().get(0).name()));
        return new ArrayList<>(names);
    }
}
