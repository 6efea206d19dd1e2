package dev.temporalfailover.api;

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
            out.append("\n  every rule in order; the first NO that matters decides\n");
            for (Views.RuleView r : p.decision().rules()) {
                out.append(String.format(
                        Locale.ROOT, "  %-4s %-52s %s%n", r.allows() ? "yes" : "NO", r.question(), r.present()));
            }
            out.append('\n');
        }
        return out.toString();
    }
}
