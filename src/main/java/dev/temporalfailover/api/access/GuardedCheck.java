package dev.temporalfailover.api.access;

import dev.temporalfailover.failover.Clock;
import dev.temporalfailover.failover.pace.TokenBucket;
import dev.temporalfailover.outside.Notices;
import io.smallrye.faulttolerance.api.TypedGuard;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;

/**
 * Caches answers of a {@link CallerCheck} for a short time and bounds its calls, in parallel and by rate, so that a
 * flood of tokens does not become a flood of calls. A caller beyond the bound does not wait: it is refused. Only hashes of
 * tokens are kept.
 */
public final class GuardedCheck implements CallerCheck {
    /** Questions at once. */
    static final int AT_ONCE = 4;
    /** Questions in a burst. */
    static final int BURST = 20;
    /** After a burst one more each such time. */
    static final Duration REFILL = Duration.ofMillis(200);
    /** How long a no is kept, and so the longest delay after a right was granted. */
    static final Duration FORGET_NO = Duration.ofSeconds(5);
    /** Answers kept of each kind. */
    static final int KEPT = 100;

    private static final TokenAnswer FULL =
            TokenAnswer.unavailable("too many tokens are being checked, try again; token files always work");

    private final CallerCheck behind;
    private final Duration cache;
    private final Clock clock;
    private final Consumer<String> report;
    private final Notices notices;
    private final TypedGuard<TokenAnswer> guard = TypedGuard.create(TokenAnswer.class)
            .withDescription("token review")
            .withBulkhead()
            .limit(AT_ONCE)
            .done()
            .withFallback()
            .handler(() -> FULL)
            .applyOn(BulkheadException.class)
            .done()
            .build();
    private final Remembered remembered = new Remembered(KEPT);
    private TokenBucket questions;

    /**
     * @param behind the check that is called
     * @param cache how long a yes is kept; 0: it is not
     * @param report one line when calls begin to fail, one when they are answered again, one for each refused user
     */
    public GuardedCheck(CallerCheck behind, Duration cache, Clock clock, Consumer<String> report) {
        this.behind = behind;
        this.cache = cache;
        this.clock = clock;
        this.report = report;
        this.notices = new Notices(report);
        this.questions = TokenBucket.full(BURST, REFILL, clock.steady());
    }

    @Override
    public TokenAnswer check(String token, String path) {
        String key = key(token, path);
        Optional<TokenAnswer> known = remembered.get(key, clock.steady());
        if (known.isPresent()) {
            return known.get();
        }
        return guard.get(() -> inBudget() ? ask(key, token, path) : FULL);
    }

    private TokenAnswer ask(String key, String token, String path) {
        // The times count from before the question: what changes while it is on its way may not be in its answer.
        Duration asked = clock.steady();
        TokenAnswer answer = behind.check(token, path);
        tell(answer);
        if (answer.result() == Access.DENIED) {
            report.accept("refused: " + answer.why());
        }
        switch (answer.result()) {
            case ALLOWED -> remembered.put(key, answer, asked, asked.plus(cache));
            case DENIED, UNAUTHENTICATED -> remembered.put(key, answer, asked, asked.plus(FORGET_NO));
            case UNAVAILABLE -> {
                // Says nothing about the token; the next call asks again.
            }
        }
        return answer;
    }

    private synchronized boolean inBudget() {
        Duration now = clock.steady();
        boolean allowed = questions.allows(now, 0);
        if (allowed) {
            questions = questions.take(now);
        }
        return allowed;
    }

    private void tell(TokenAnswer answer) {
        boolean failed = answer.result() == Access.UNAVAILABLE;
        if (notices.changed("API server", failed ? "silent" : "")) {
            report.accept(
                    failed
                            ? "Kubernetes tokens cannot be checked: " + answer.why()
                            : "Kubernetes tokens can be checked again");
        }
    }

    /** How many answers are kept. */
    int kept() {
        return remembered.size();
    }

    private static String key(String token, String path) {
        try {
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            hash.update(token.getBytes(StandardCharsets.UTF_8));
            hash.update((byte) 0);
            return HexFormat.of().formatHex(hash.digest(path.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
