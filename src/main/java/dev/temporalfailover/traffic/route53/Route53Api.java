package dev.temporalfailover.traffic.route53;

import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.traffic.StepOutcome.StepResult;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.model.ChangeBatch;
import software.amazon.awssdk.services.route53.model.ChangeStatus;
import software.amazon.awssdk.services.route53.model.ListResourceRecordSetsResponse;
import software.amazon.awssdk.services.route53.model.RRType;

/**
 * The three calls that this service makes, each sent once, within our own request budget, its failure as a value. An
 * answer that parses as XML but lacks what must be in it counts as unreadable: a proxy's error page must not read as an
 * empty zone.
 */
final class Route53Api implements AutoCloseable {

    private static final String PAGE_SIZE = "100";

    private final Route53Client client;
    private final String zone;
    private final RequestBudget budget;

    Route53Api(Route53Client client, String zone, Clock clock) {
        this.client = client;
        this.zone = zone;
        this.budget = new RequestBudget(clock);
    }

    /** A call that did not succeed. */
    static final class Failed extends Exception {
        private final transient ApiFault fault;
        private final boolean asked;

        Failed(ApiFault fault) {
            this(fault, true);
        }

        private Failed(ApiFault fault, boolean asked) {
            super(fault.detail());
            this.fault = fault;
            this.asked = asked;
        }

        /** False if our own limit kept the call from being sent; that is no failure of Route 53. */
        boolean asked() {
            return asked;
        }

        ApiFault fault() {
            return fault;
        }
    }

    /**
     * One page of the zone's record sets.
     *
     * @param type null to start with the name's first type
     * @param identifier null to start with the first set
     */
    ListResourceRecordSetsResponse list(String name, RRType type, String identifier, int floor) throws Failed {
        ListResourceRecordSetsResponse page = call(
                floor,
                once -> client.listResourceRecordSets(request -> request.hostedZoneId(zone)
                        .startRecordName(name)
                        .startRecordType(type)
                        .startRecordIdentifier(identifier)
                        .maxItems(PAGE_SIZE)
                        .overrideConfiguration(once)));
        boolean complete = page.isTruncated() != null
                && page.hasResourceRecordSets()
                && (!page.isTruncated() || page.nextRecordName() != null)
                && page.resourceRecordSets().stream().allMatch(set -> set.name() != null && set.type() != null);
        return complete ? page : unreadable("ListResourceRecordSets");
    }

    /** Sends the batch and answers the change's id, bare: the SDK does not take {@code /change/} off in requests. */
    String change(ChangeBatch batch) throws Failed {
        var answer = call(
                RequestBudget.CHANGE,
                once -> client.changeResourceRecordSets(
                        request -> request.hostedZoneId(zone).changeBatch(batch).overrideConfiguration(once)));
        if (answer.changeInfo() == null || answer.changeInfo().id() == null) {
            return unreadable("ChangeResourceRecordSets");
        }
        String id = answer.changeInfo().id();
        return id.substring(id.lastIndexOf('/') + 1);
    }

    /** Whether the change is INSYNC; false while PENDING. */
    boolean inSync(String id) throws Failed {
        var answer = call(
                RequestBudget.VERIFY, once -> client.getChange(r -> r.id(id).overrideConfiguration(once)));
        if (answer.changeInfo() == null || answer.changeInfo().status() == null) {
            return unreadable("GetChange");
        }
        return answer.changeInfo().status() == ChangeStatus.INSYNC;
    }

    @Override
    public void close() {
        client.close();
    }

    private <T> T call(int floor, Function<AwsRequestOverrideConfiguration, T> request) throws Failed {
        if (!budget.take(floor)) {
            throw new Failed(
                    new ApiFault(StepResult.THROTTLED, "our own limit of one request per second is reached"), false);
        }
        AtomicBoolean sent = new AtomicBoolean();
        try {
            return request.apply(AwsRequestOverrideConfiguration.builder()
                    .putExecutionAttribute(Wire.SENT, sent)
                    .build());
        } catch (SdkException e) {
            throw new Failed(ApiFault.of(e, sent.get()));
        }
    }

    private static <T> T unreadable(String call) throws Failed {
        throw new Failed(
                new ApiFault(StepResult.UNCERTAIN, "the answer to " + call + " is not a valid answer of Route 53"));
    }
}
