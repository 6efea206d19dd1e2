package dev.temporalfailover.traffic.workers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.WorkerReading;
import dev.temporalfailover.outside.Line;
import dev.temporalfailover.outside.heartbeat.Heartbeat;
import dev.temporalfailover.outside.kubernetes.ApiError;
import dev.temporalfailover.outside.kubernetes.DeadlineClient;
import dev.temporalfailover.traffic.StepOutcome;
import dev.temporalfailover.traffic.StepOutcome.StepResult;
import dev.temporalfailover.traffic.WorkerSwitch;
import dev.temporalfailover.traffic.kubernetes.PatchFailure;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * The Deployments of workers of one policy: read one by one on a thread of its own while this instance leads, and restarted by
 * one JSON Patch each, which is never retried by itself. It needs the rights to get and to patch them, and no others: so they
 * are not watched, but asked about every 30 s, and every second while a rollout goes on.
 */
public final class WorkerRestarts implements WorkerSwitch {
    /** How long one call may take, from send to answer. */
    public static final Duration REQUEST = Duration.ofSeconds(2);

    private static final Duration ROUND = Duration.ofSeconds(1);
    private static final int MOST_WORDS = 300;
    private static final String FIELD_MANAGER = "temporal-failover";

    private final Map<String, WorkerObject> objects = new LinkedHashMap<>();
    private final KubernetesClient client;
    private final Clock clock;
    private final RandomGenerator random;
    private final BooleanSupplier leads;
    private final Heartbeat heartbeat;

    /**
     * Calls nobody yet.
     *
     * @param client stays the caller's; calls are sent by a derived one without retries
     * @param request how long one call may take
     */
    public WorkerRestarts(
            KubernetesClient client,
            List<WorkerDeployment> deployments,
            Duration request,
            Clock clock,
            RandomGenerator random,
            BooleanSupplier leads,
            Heartbeat heartbeat) {
        this.client = DeadlineClient.of(client, request);
        this.clock = clock;
        this.random = random;
        this.leads = leads;
        this.heartbeat = heartbeat;
        deployments.forEach(one -> objects.put(one.id(), new WorkerObject(one)));
    }

    /** Begins to read; does not wait. */
    public void start(ScheduledExecutorService schedule) {
        schedule.scheduleWithFixedDelay(
                () -> heartbeat.round("workers", this::round), 0, ROUND.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Reads what is due. An API server that does not answer about one is not asked about the others in the same round. */
    void round() {
        if (!leads.getAsBoolean()) {
            objects.values().forEach(WorkerObject::forget);
            return;
        }
        for (WorkerObject object : objects.values()) {
            if (object.due(clock.steady()) && !read(object)) {
                return;
            }
            heartbeat.beat();
        }
    }

    /** False if there was no answer at all. */
    private boolean read(WorkerObject object) {
        int asked = object.writes();
        WorkerDeployment deployment = object.deployment();
        try {
            GenericKubernetesResource found = client.genericKubernetesResources(WorkerDeployment.CONTEXT)
                    .inNamespace(deployment.namespace())
                    .withName(deployment.name())
                    .get();
            object.read(asked, found == null ? null : document(found), clock.steady());
            return true;
        } catch (KubernetesClientException e) {
            object.notRead(asked, ApiError.words(e), clock.steady());
            return e.getCode() > 0;
        } catch (RuntimeException notAnObject) {
            // The client library takes metadata of any shape and stumbles over it later, each time in another way.
            String words = "what the API server sent is no Deployment: " + Line.root(notAnObject);
            object.notRead(asked, Line.of(words, MOST_WORDS), clock.steady());
            return true;
        }
    }

    private DeploymentDocument document(GenericKubernetesResource found) {
        return new DeploymentDocument(client.getKubernetesSerialization().convertValue(found, JsonNode.class));
    }

    @Override
    public List<WorkerReading> read() {
        Duration now = clock.steady();
        return objects.values().stream().map(object -> object.reading(now)).toList();
    }

    @Override
    public String render(Step step) {
        WorkerObject object = objects.get(step.object());
        DeploymentDocument document = object == null ? null : object.document();
        if (document == null) {
            return "PATCH " + step.object() + " (not read)";
        }
        return "PATCH " + object.deployment().path() + "?fieldManager=" + FIELD_MANAGER + "\n"
                + RestartPatch.of(document, step, "(the time of the patch)").pretty();
    }

    @Override
    public StepOutcome apply(Step step) {
        WorkerObject object = objects.get(step.object());
        DeploymentDocument document = object == null ? null : object.document();
        if (document == null) {
            return new StepOutcome(StepResult.NOT_FOUND, step.object() + " was not found when last read", "");
        }
        WorkerReading seen = object.reading(clock.steady());
        if (!step.claim().after(seen.claim()) || !seen.restartable()) {
            String is = seen.state().word() + ", last restarted under epoch " + seen.claim();
            return new StepOutcome(StepResult.LOST_RACE, step.object() + " is " + is, "");
        }
        String at = clock.wall().truncatedTo(ChronoUnit.SECONDS).toString();
        try {
            GenericKubernetesResource patched =
                    patch(object.deployment(), document, RestartPatch.of(document, step, at));
            object.restarted(step.claim(), document(patched), clock.steady());
            return new StepOutcome(StepResult.APPLIED, step.toString(), "");
        } catch (KubernetesClientException e) {
            StepOutcome outcome = PatchFailure.outcome(e);
            object.refused(step.claim(), outcome.word() + ": " + outcome.detail(), clock.steady(), random.nextDouble());
            return outcome;
        } catch (RuntimeException notAnObject) {
            String words = Line.of("the answer is no Deployment: " + Line.root(notAnObject), MOST_WORDS);
            object.refused(step.claim(), words, clock.steady(), random.nextDouble());
            return new StepOutcome(StepResult.UNCERTAIN, words, "");
        }
    }

    private GenericKubernetesResource patch(
            WorkerDeployment deployment, DeploymentDocument document, RestartPatch patch) {
        PatchContext context = new PatchContext.Builder()
                .withPatchType(PatchType.JSON)
                .withFieldManager(FIELD_MANAGER)
                .build();
        // With an item at hand the client sends the patch as it is; by name alone it would first get the object.
        GenericKubernetesResource item =
                client.getKubernetesSerialization().convertValue(document.object(), GenericKubernetesResource.class);
        return client.genericKubernetesResources(WorkerDeployment.CONTEXT)
                .inNamespace(deployment.namespace())
                .resource(item)
                .patch(context, patch.text());
    }
}
