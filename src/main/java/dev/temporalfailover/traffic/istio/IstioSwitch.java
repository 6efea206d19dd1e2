package dev.temporalfailover.traffic.istio;

import com.fasterxml.jackson.databind.JsonNode;
import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.RouteReading;
import dev.temporalfailover.failover.situation.RouteReading.RouteState;
import dev.temporalfailover.outside.Line;
import dev.temporalfailover.outside.kubernetes.ApiError;
import dev.temporalfailover.outside.kubernetes.DeadlineClient;
import dev.temporalfailover.traffic.ClientCheck;
import dev.temporalfailover.traffic.RouteSwitch;
import dev.temporalfailover.traffic.StepOutcome;
import dev.temporalfailover.traffic.StepOutcome.StepResult;
import dev.temporalfailover.traffic.Verification;
import dev.temporalfailover.traffic.istio.proxy.Finding;
import dev.temporalfailover.traffic.istio.proxy.MeshSettings;
import dev.temporalfailover.traffic.istio.proxy.ProxyCheck;
import dev.temporalfailover.traffic.istio.proxy.Wanted;
import dev.temporalfailover.traffic.kubernetes.PatchFailure;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The routes of one policy: read from a watch, written by one JSON Patch each, never retried.
 *
 * <p>That the API server took a patch does not mean that proxies did: istiod may be down, or Envoy may refuse the route. So
 * {@link #verify} asks the object and then the configured proxies; without one it says that no proxy was asked.
 */
public final class IstioSwitch implements RouteSwitch, AutoCloseable {
    private static final int MAX_ADVICE = 50;
    private static final int MAX_LINE = 500;

    private final String fieldManager;
    private final List<Source> sources = new ArrayList<>();
    private final MeshAdvice advice;
    private final ProxyCheck proxies;
    private final ClientCheck clients;
    // Replaced as a whole: a dry run prints from another thread while the loop reads.
    private volatile Map<String, Seen> seen = Map.of();

    private record Source(RouteSettings settings, RouteObjects objects) {}

    private record Seen(RouteDocument document, RouteObjects objects) {}

    /**
     * @param client stays the caller's; reads and writes are sent by a derived one with {@code times.request()} and
     *     without retries
     * @param fieldManager our name in {@code metadata.managedFields}, the same for all instances
     * @param mesh the proxies that are asked whether a route is effective
     * @param clients the canary clients that are asked about routes that have a way
     * @param onChange called from another thread after each change of a watched object, also after our own
     */
    public IstioSwitch(
            KubernetesClient client,
            List<RouteSettings> routes,
            String fieldManager,
            RouteTimes times,
            Clock clock,
            MeshSettings mesh,
            ClientCheck clients,
            Runnable onChange) {
        this.fieldManager = fieldManager;
        this.clients = clients;
        KubernetesClient single = DeadlineClient.of(client, times.request());
        ApiSilence silence = new ApiSilence();
        for (RouteSettings settings : routes) {
            sources.add(
                    new Source(settings, new RouteObjects(settings, client, single, times, clock, silence, onChange)));
        }
        advice = new MeshAdvice(single, routes, clock);
        proxies = new ProxyCheck(mesh);
    }

    /** Begins to watch the objects; does not wait. */
    public void start() {
        sources.forEach(source -> source.objects().start());
    }

    @Override
    public List<RouteReading> read() {
        Map<String, Seen> fresh = new LinkedHashMap<>();
        List<RouteReading> readings = new ArrayList<>();
        for (Source source : sources) {
            RouteSettings settings = source.settings();
            String id = RouteDocument.id(settings, settings.label());
            RouteObjects.FoundObjects found = source.objects().current();
            if (found.failure() != null) {
                readings.add(new RouteReading(id, RouteState.UNREADABLE, Map.of(), 0, found.failure()));
            } else if (found.objects().isEmpty()) {
                readings.add(new RouteReading(
                        id, RouteState.MISSING, Map.of(), 0, source.objects().absence()));
            }
            for (JsonNode object : found.objects()) {
                RouteDocument document = RouteDocument.of(settings, object);
                fresh.put(document.id(), new Seen(document, source.objects()));
                readings.add(document.reading(fieldManager));
            }
        }
        seen = Collections.unmodifiableMap(fresh);
        return readings;
    }

    @Override
    public String render(Step step) {
        Seen route = seen.get(step.object());
        if (route == null) {
            return "PATCH " + step.object() + " (not read)";
        }
        RouteDocument document = route.document();
        String head =
                "PATCH " + RouteKinds.path(document.settings(), document.name()) + "?fieldManager=" + fieldManager;
        if (!step.after().keySet().containsAll(document.entries().weights().keySet())) {
            return head + "\n(the step lacks a weight for one of "
                    + RouteMarks.text(document.entries().weights()) + ")";
        }
        return head + "\n" + RoutePatch.of(document, step).pretty();
    }

    @Override
    public StepOutcome apply(Step step) {
        Seen route = seen.get(step.object());
        if (route == null) {
            return new StepOutcome(StepResult.NOT_FOUND, step.object() + " was not found when last read", "");
        }
        RouteDocument document = route.document();
        Optional<StepOutcome> refused = refused(step, document);
        if (refused.isPresent()) {
            return refused.get();
        }
        proxies.beforeWrite(document.id());
        try {
            route.objects()
                    .patch(document.object(), RoutePatch.of(document, step).text(), fieldManager);
            return new StepOutcome(StepResult.APPLIED, step.toString(), "");
        } catch (KubernetesClientException e) {
            return PatchFailure.outcome(e);
        }
    }

    /** What is known to be wrong before anything is sent. */
    private Optional<StepOutcome> refused(Step step, RouteDocument document) {
        RouteReading reading = document.reading(fieldManager);
        String detail = null;
        boolean takesBack =
                step.claim().takesBack(reading.claim()) && step.was().equals(reading.claim());
        if (!step.claim().after(reading.claim()) && !takesBack) {
            detail = "stale epoch: the object has epoch " + reading.claim() + ", the step " + step.claim();
        } else if (reading.state() != RouteState.OWNED) {
            detail = reading.state() + ": " + reading.detail();
        } else if (!reading.weights().equals(step.before())) {
            detail = "the object has " + RouteMarks.text(reading.weights()) + ", the step expects "
                    + RouteMarks.text(step.before());
        } else if (!step.after().keySet().equals(step.before().keySet())) {
            return Optional.of(
                    new StepOutcome(StepResult.REJECTED, "the step changes the set of regions: " + step, ""));
        }
        return Optional.ofNullable(detail).map(text -> new StepOutcome(StepResult.LOST_RACE, text, ""));
    }

    @Override
    public Verification verify(Step step) {
        Seen route = seen.get(step.object());
        if (route == null) {
            return new Verification(Verification.Effectiveness.FAILED, step.object() + " was not found when last read");
        }
        try {
            Optional<JsonNode> live = route.objects().fresh(route.document().name());
            if (live.isEmpty()) {
                return new Verification(Verification.Effectiveness.FAILED, step.object() + " has been deleted");
            }
            return compare(step, RouteDocument.of(route.document().settings(), live.get()));
        } catch (KubernetesClientException e) {
            return new Verification(Verification.Effectiveness.FAILED, "it could not be read: " + ApiError.words(e));
        }
    }

    private Verification compare(Step step, RouteDocument live) {
        RouteReading reading = live.reading(fieldManager);
        boolean same = reading.state() == RouteState.OWNED && reading.weights().equals(step.after());
        if (same && reading.claim().equals(step.claim())) {
            return ask(live, step.after());
        }
        String is = "epoch " + reading.claim() + " with " + RouteMarks.text(reading.weights());
        String why = reading.detail().isEmpty()
                ? "last other writer: " + OtherWriter.name(live.object(), fieldManager)
                : reading.detail();
        return new Verification(Verification.Effectiveness.NOT_YET, step.object() + " has " + is + "; " + why);
    }

    private Verification ask(RouteDocument live, Map<String, Integer> weights) {
        Optional<Wanted> wanted = ProxyRoutes.wanted(live, weights);
        if (wanted.isEmpty()) {
            String why = "the object has it; TCP and TLS routes are in the proxies' listeners: no proxy was asked";
            return new Verification(Verification.Effectiveness.EFFECTIVE, why);
        }
        Finding found = proxies.ask(live.id(), wanted.get());
        Verification.Effectiveness state =
                found.effective() ? Verification.Effectiveness.EFFECTIVE : Verification.Effectiveness.NOT_YET;
        return new Verification(state, found.detail(), found.shares());
    }

    @Override
    public Optional<Verification> clients(Step step, Duration since) {
        return Optional.ofNullable(seen.get(step.object()))
                .flatMap(route -> route.document().settings().way())
                .map(way -> clients.ask(way, step.after(), since));
    }

    @Override
    public List<String> advice() {
        List<String> lines = new ArrayList<>();
        seen.forEach((id, route) -> route.document().entries().notes().forEach(note -> lines.add(id + ": " + note)));
        lines.addAll(advice.lines());
        return lines.stream()
                .limit(MAX_ADVICE)
                .map(line -> Line.of(line, MAX_LINE))
                .toList();
    }

    /** Ends the watches and the requests to proxies; the client stays open. */
    @Override
    public void close() {
        proxies.close();
        sources.forEach(source -> source.objects().close());
    }
}
