package dev.temporalfailover.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was measured, against its goals, for machines and for people. */
final class Results {
    private final ObjectNode machine;
    private final List<Figure> figures = new ArrayList<>();

    /**
     * One figure.
     *
     * @param name key in the file
     * @param goal not to be exceeded; NaN for a figure without a goal
     * @param note what else belongs to it
     */
    private record Figure(String name, String unit, double goal, double value, String note, double[] samples) {
        String verdict() {
            return Double.isNaN(goal) ? "" : value <= goal ? "met" : "MISSED";
        }
    }

    /** @param machine what it was measured on */
    Results(ObjectNode machine) {
        this.machine = machine;
    }

    void goal(String name, String unit, double goal, double value, String note, double... samples) {
        figures.add(new Figure(name, unit, goal, value, note, samples));
        System.out.println(line(figures.get(figures.size() - 1)));
    }

    void figure(String name, String unit, double value, String note, double... samples) {
        goal(name, unit, Double.NaN, value, note, samples);
    }

    private static String line(Figure f) {
        String goal = Double.isNaN(f.goal) ? "" : String.format(Locale.ROOT, "goal %.4g", f.goal);
        return String.format(
                Locale.ROOT, "  %-44s %10.4g %-10s %-11s %-7s %s", f.name, f.value, f.unit, goal, f.verdict(), f.note);
    }

    /** Writes them as JSON. */
    void write(Path file) throws IOException {
        ObjectMapper json = new ObjectMapper();
        ObjectNode all = json.createObjectNode();
        all.set("machine", machine);
        ArrayNode list = all.putArray("figures");
        for (Figure f : figures) {
            ObjectNode one = list.addObject();
            one.put("name", f.name).put("unit", f.unit).put("value", f.value);
            if (!Double.isNaN(f.goal)) {
                one.put("goal", f.goal).put("met", f.value <= f.goal);
            }
            one.put("note", f.note);
            ArrayNode samples = one.putArray("samples");
            for (double sample : f.samples) {
                samples.add(sample);
            }
        }
        json.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), all);
    }

    static double median(double... samples) {
        double[] sorted = samples.clone();
        java.util.Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
