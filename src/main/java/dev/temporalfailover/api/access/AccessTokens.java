package dev.temporalfailover.api.access;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Decides whether a caller may act: bearers of a token file's content, and users of Kubernetes tokens if configured.
 *
 * <p>A file is read at each call, so that a rotated token holds at once and no copy of it stays in memory; calls that
 * need a token are rare. Files are checked first, so that their bearers may act even if the API server does not answer.
 * Without a readable, non-empty file and without a {@link CallerCheck} no caller may act (fail closed).
 */
public final class AccessTokens {
    private static final int MAX_BYTES = 4_096;
    private static final int MAX_ASKED = 8_192;
    private static final String SCHEME = "bearer ";
    /** A signed JWT, as service accounts and OIDC users have. No other secret is shown to anybody else. */
    private static final Pattern JWT = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

    private final Optional<Path> alerts;
    private final Optional<Path> operator;
    private final Optional<CallerCheck> others;

    /**
     * @param alerts the token of Alertmanager; empty: no file is accepted for alerts
     * @param operator the token of people; empty: no file is accepted for actions
     * @param others checks tokens that are in neither file; empty: they are refused
     */
    public AccessTokens(Optional<Path> alerts, Optional<Path> operator, Optional<CallerCheck> others) {
        this.alerts = alerts;
        this.operator = operator;
        this.others = others;
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
        if (expected.length > 0 && same(expected, given)) {
            return Caller.OF_FILE;
        }
        byte[] other = read(otherFile);
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

    private static Caller ask(CallerCheck check, String token, String path) {
        CallerCheck.TokenAnswer answer = check.check(token, path);
        return switch (answer.result()) {
            case ALLOWED -> Caller.ofKubernetes(answer.user());
            case DENIED -> throw Refusal.forbidden(answer.why());
            case UNAUTHENTICATED -> throw Refusal.unauthorized("wrong token: " + answer.why());
            case UNAVAILABLE -> throw Refusal.later("cannot check the token now: " + answer.why());
        };
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

    /** The file's content without surrounding blanks; empty where there is none to trust. */
    private static byte[] read(Optional<Path> file) {
        if (file.isEmpty()) {
            return new byte[0];
        }
        try (InputStream in = Files.newInputStream(file.get())) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            return bytes.length > MAX_BYTES
                    ? new byte[0]
                    : new String(bytes, StandardCharsets.UTF_8).trim().getBytes(StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            return new byte[0];
        }
    }
}
