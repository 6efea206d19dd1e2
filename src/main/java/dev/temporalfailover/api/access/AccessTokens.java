package dev.temporalfailover.api.access;

import dev.temporalfailover.outside.Notices;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Decides whether a caller may act: bearers of a token file's content, and users of Kubernetes tokens if configured.
 *
 * <p>A file is read at each call, so that a rotated token holds at once and no copy of it stays in memory; calls that
 * need a token are rare. Files are checked first, so that their bearers may act even if the API server does not answer.
 * Without a readable, non-empty file and without a {@link CallerCheck} no caller may act (fail closed).
 */
public final class AccessTokens {
    private static final int MAX_ASKED = 8_192;
    private static final String SCHEME = "bearer ";
    /** A signed JWT, as service accounts and OIDC users have. No other secret is shown to anybody else. */
    private static final Pattern JWT = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

    private final Optional<Path> alerts;
    private final Optional<Path> operator;
    private final Optional<CallerCheck> others;
    private final Notices notices;

    /**
     * @param alerts the token of Alertmanager; empty: no file is accepted for alerts
     * @param operator the token of people; empty: no file is accepted for actions
     * @param others checks tokens that are in neither file; empty: they are refused
     * @param log takes a line when a file cannot be used, now or later, and when it can again
     */
    public AccessTokens(
            Optional<Path> alerts, Optional<Path> operator, Optional<CallerCheck> others, Consumer<String> log) {
        this.alerts = alerts;
        this.operator = operator;
        this.others = others;
        this.notices = new Notices(log);
        twoTokens(read(alerts), read(operator));
    }

    /**
     * The operator who acts. Throws a {@link Refusal} unless the header's bearer may as an operator. May block, see
     * {@link CallerCheck}.
     */
    public Caller requireOperator(String authorization, String path) {
        return require("operator", operator, alerts, authorization, path);
    }

    /**
     * The sender of alerts. Throws a {@link Refusal} unless the header's bearer may. May block, see
     * {@link CallerCheck}.
     */
    public Caller requireAlerts(String authorization, String path) {
        return require("alerts", alerts, operator, authorization, path);
    }

    private Caller require(
            String whose, Optional<Path> file, Optional<Path> otherFile, String authorization, String path) {
        byte[] expected = read(file);
        if (expected.length == 0 && others.isEmpty()) {
            throw Refusal.forbidden("no " + whose + " token is configured, or its file cannot be read");
        }
        byte[] given = given(authorization);
        byte[] other = read(otherFile);
        boolean two = twoTokens(expected, other);
        if (expected.length > 0 && same(expected, given)) {
            if (two) {
                return Caller.OF_FILE;
            }
            throw Refusal.forbidden("this token is in both token files, so it says nothing about its bearer");
        }
        if (other.length > 0 && same(other, given)) {
            throw Refusal.forbidden("this token is not the " + whose + " token");
        }
        if (others.isPresent() && given.length > 0 && given.length <= MAX_ASKED) {
            String token = new String(given, StandardCharsets.UTF_8);
            if (JWT.matcher(token).matches()) {
                return ask(others.get(), token, path);
            }
        }
        throw Refusal.unauthorized(given.length == 0 ? "a bearer token is needed" : "wrong token");
    }

    /** False if both files have the same token: then Alertmanager could act as a person. */
    private boolean twoTokens(byte[] one, byte[] other) {
        boolean two = one.length == 0 || !same(one, other);
        notices.trouble("token files", two ? "" : "both have the same token; each needs its own");
        return two;
    }

    private static Caller ask(CallerCheck check, String token, String path) {
        CallerCheck.TokenAnswer answer = check.check(token, path);
        return switch (answer.result()) {
            case ALLOWED -> Caller.ofKubernetes(answer.user());
            case DENIED -> throw Refusal.forbidden(answer.why());
            case UNAUTHENTICATED -> throw Refusal.unauthorized("wrong token: " + answer.why());
            case UNAVAILABLE -> throw Refusal.later("cannot check the token now: " + answer.why());
        };
    }

    /** Whether the header's bearer has the token of one of the files. Reads both; never asks Kubernetes. */
    public boolean knows(String authorization) {
        byte[] given = given(authorization);
        return given.length > 0 && Stream.of(operator, alerts).map(this::read).anyMatch(token -> same(token, given));
    }

    private static byte[] given(String authorization) {
        if (authorization == null || !authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            return new byte[0];
        }
        return authorization.substring(SCHEME.length()).trim().getBytes(StandardCharsets.UTF_8);
    }

    private static boolean same(byte[] a, byte[] b) {
        return MessageDigest.isEqual(a, b);
    }

    /** Empty where there is none to trust; why is said once. */
    private byte[] read(Optional<Path> file) {
        if (file.isEmpty()) {
            return new byte[0];
        }
        TokenText text = TokenText.of(file.get());
        notices.trouble("token file " + file.get(), text.problem());
        return text.bytes();
    }
}
