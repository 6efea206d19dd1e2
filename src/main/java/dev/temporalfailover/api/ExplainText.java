package dev.temporalfailover.api;

import dev.temporalfailover.api.clients.ConnectionRendering;
import dev.temporalfailover.api.readiness.ReadinessRendering;
import java.util.List;
import java.util.Locale;

/** The explanation as text for a terminal. */
final class ExplainText {

    private ExplainText() {}

    static String text(String region, String instance, List<Views.ExplainView> policies) {
        StringBuilder out = new StringBuilder();
        for (Views.ExplainView p : policies) {
            out.append(String.format(
                    Locale.ROOT,
                    "policy %s, as %s/%s saw it %.1f s ago%n",
                    p.policy(),
                    region,
                    instance,
                    p.ageSeconds()));
            out.append("  ").append(p.decision().summary()).append('\n');
            if (p.active() != null) {
                out.append("  ")
                        .append(p.active())
                        .append(" carries the traffic, epoch ")
                        .append(p.epoch())
                        .append('\n');
            }
            out.append("\n  all rules in order; the first relevant NO decides\n");
            for (Views.RuleView r : p.decision().rules()) {
                out.append(String.format(
                        Locale.ROOT, "  %-4s %-52s %s%n", r.allows() ? "yes" : "NO", r.question(), r.present()));
            }
            if (!p.advice().isEmpty()) {
                out.append("\n  what a person should look at\n");
                p.advice().forEach(line -> out.append("  ").append(line).append('\n'));
            }
            if (p.readiness() != null) {
                out.append('\n').append(ReadinessRendering.text(p.readiness()));
            }
            if (p.namespaces() != null) {
                out.append("\n  Temporal's namespaces\n");
                p.namespaces().forEach(line -> out.append("  ").append(line).append('\n'));
            }
            out.append(ConnectionRendering.text(p.connections()));
            routes(out, p.routes());
            surroundings(out, p);
            out.append('\n');
        }
        return out.toString();
    }

    private static void routes(StringBuilder out, List<Views.RouteView> routes) {
        List<Views.RouteView> asked =
                routes.stream().filter(r -> r.effective() != null).toList();
        if (!asked.isEmpty()) {
            out.append("\n  routes of this cluster\n");
        }
        for (Views.RouteView r : asked) {
            out.append(line(
                    "%s, epoch %d: %seffective: %s", r.id(), r.epoch(), r.effective() ? "" : "not ", r.evidence()));
        }
    }

    private static void surroundings(StringBuilder out, Views.ExplainView p) {
        if (!p.places().isEmpty()) {
            out.append("\n  opinions of other places\n");
        }
        for (Views.PlaceView o : p.places()) {
            String epoch = o.epoch() == null ? "" : ", epoch " + o.epoch();
            out.append(line(
                    "%s, %.1f s ago: %s%s",
                    o.place() + " (" + o.role() + " " + o.instance() + ")", o.ageSeconds(), o.verdicts(), epoch));
        }
        if (p.connectivity() != null) {
            PlaceRendering.ConnectivityView c = p.connectivity();
            out.append(line(
                    "connectivity, %.1f s ago: %d of %d reached %s",
                    c.ageSeconds(), c.reached(), c.total(), c.detail()));
        }
        if (p.observers() != null) {
            Views.ObserversView o = p.observers();
            String silent = o.silentNames().isEmpty() ? "" : ", silent " + o.silentNames();
            String outvoted = o.outvoted().isEmpty() ? "" : ", outvoted " + o.outvoted();
            out.append(line("observers of this region: %d heard%s%s", o.heard(), silent, outvoted));
            o.skewed()
                    .forEach((observer, names) -> out.append(
                            line("not counted, the configuration of %s is another one: %s", observer, names)));
        }
    }

    private static String line(String format, Object... values) {
        return String.format(Locale.ROOT, "  " + format + "%n", values);
    }
}
