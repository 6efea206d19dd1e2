package dev.temporalfailover.testkit.fuzz;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Gives a parser its seeds and then changed ones for as long as the budget lasts: {@code -Dfuzz.minutes} for all parsers of two
 * processes together, half a second for one without it. An input that breaks a property is kept in {@code target/fuzz}; copied
 * to {@code src/test/resources/fuzz/NAME} it is a seed from then on.
 */
public final class Fuzz {
    private static final Path SEEDS = Path.of("src/test/resources/fuzz");
    private static final Path FOUND = Path.of("target/fuzz");
    private static final Duration SHORT = Duration.ofMillis(500);
    /** Parsers that share the minutes, two at a time. */
    private static final int PARSERS = 17;

    private static final int CORPUS = 400;
    /** Of processor time for one input; far above what is needed, far below what a hanging parser takes. */
    private static final Duration LONGEST = Duration.ofSeconds(10);
    /** Bytes that a parser may allocate for one input, and for each byte of it. */
    private static final long MEMORY = 32L << 20;

    private static final long MEMORY_PER_BYTE = 500;

    private final String name;
    private final Parser parser;
    private final Random random;
    private final long seed;
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Takes an input and checks what must hold of the result; answers whether it was accepted. */
    public interface Parser {
        /** Throws whatever breaks a property; what the parser declares is caught in here. */
        boolean take(byte[] input) throws Exception;
    }

    private Fuzz(String name, Parser parser) {
        this.name = name;
        this.parser = parser;
        this.seed = Long.getLong("fuzz.seed", System.getProperty("fuzz.minutes") != null ? System.nanoTime() : 42);
        this.random = new Random(seed);
    }

    /** Runs texts. */
    public static void texts(String name, List<String> seeds, Parser parser) {
        bytes(
                name,
                seeds.stream()
                        .map(text -> text.getBytes(StandardCharsets.UTF_8))
                        .toList(),
                parser);
    }

    /** Runs bytes. */
    public static void bytes(String name, List<byte[]> seeds, Parser parser) {
        new Fuzz(name, parser).run(seeds);
    }

    /** The input as UTF-8 text; what is none is replaced. */
    public static String text(byte[] input) {
        return new String(input, StandardCharsets.UTF_8);
    }

    private void run(List<byte[]> seeds) {
        List<byte[]> corpus = new ArrayList<>(seeds);
        corpus.addAll(kept());
        corpus.forEach(this::one);
        Mutator mutator = new Mutator(random);
        long end = System.nanoTime() + budget().toNanos();
        while (System.nanoTime() < end) {
            byte[] input = mutator.change(corpus);
            if (one(input) && random.nextInt(10) == 0) {
                if (corpus.size() < CORPUS) {
                    corpus.add(input);
                } else {
                    corpus.set(seeds.size() + random.nextInt(CORPUS - seeds.size()), input);
                }
            }
        }
    }

    private boolean one(byte[] input) {
        long allocated = threads.getCurrentThreadAllocatedBytes();
        long began = threads.getCurrentThreadCpuTime();
        try {
            boolean accepted = parser.take(input.clone());
            Duration took = Duration.ofNanos(threads.getCurrentThreadCpuTime() - began);
            long used = threads.getCurrentThreadAllocatedBytes() - allocated;
            if (took.compareTo(LONGEST) > 0) {
                throw new AssertionError("took " + took);
            }
            if (used > MEMORY + MEMORY_PER_BYTE * input.length) {
                throw new AssertionError("allocated " + used + " bytes");
            }
            return accepted;
        } catch (Exception | AssertionError | StackOverflowError broken) {
            Path file = FOUND.resolve(name + "-" + Integer.toHexString(Arrays.hashCode(input)));
            write(file, input);
            throw new AssertionError(
                    name + " (-Dfuzz.seed=" + seed + "): " + broken + "; the input is in " + file, broken);
        }
    }

    private static Duration budget() {
        Integer minutes = Integer.getInteger("fuzz.minutes");
        return minutes == null
                ? SHORT
                : Duration.ofMinutes(minutes).multipliedBy(2).dividedBy(PARSERS);
    }

    private List<byte[]> kept() {
        Path folder = SEEDS.resolve(name);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().map(Fuzz::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, byte[] input) {
        try {
            Files.createDirectories(FOUND);
            Files.write(file, input);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
