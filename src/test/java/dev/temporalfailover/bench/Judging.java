package dev.temporalfailover.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs {@code observe.JudgeBenchmark} by JMH on the service's Java with its shipped flags. */
final class Judging {
    /** Beside the judge, since it calls what only that package sees; JMH finds it by this name. */
    private static final String BENCHMARK = "dev.temporalfailover.observe.JudgeBenchmark";

    private static final int ITERATIONS = 5;

    private Judging() {}

    /** Median microseconds an operation, by name. */
    static Map<String, Double> micros(Jvm jvm, Path directory) throws IOException {
        List<String> flags = new ArrayList<>(jvm.flags());
        // The service's own 64 MB are for a tenth of these targets.
        flags.replaceAll(flag -> flag.startsWith("-Xmx") ? "-Xmx256m" : flag);
        Options options = new OptionsBuilder()
                .include(BENCHMARK)
                .jvm(jvm.java())
                .jvmArgs(flags.toArray(String[]::new))
                .forks(1)
                .warmupIterations(3)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(ITERATIONS)
                .measurementTime(TimeValue.seconds(1))
                .output(directory.resolve("jmh.txt").toString())
                .build();
        Map<String, Double> medians = new TreeMap<>();
        try {
            for (RunResult result : new Runner(options).run()) {
                medians.put(
                        result.getPrimaryResult().getLabel(),
                        result.getPrimaryResult().getStatistics().getPercentile(50));
            }
        } catch (RunnerException e) {
            throw new IOException("JMH, see " + directory.resolve("jmh.txt"), e);
        }
        return medians;
    }
}
