package dev.temporalfailover.api;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Locale;

/**
 * Bearer tokens from files. A file is read at each call, so that a rotated token holds at once and no copy of it stays in
 * memory; calls that need a token are rare. Without a readable, non-empty file nobody may act (fail closed).
 */
public final class AccessTokens {
    private static final int MAX_BYTES = 4_096;
    private static final String SCHEME = "bearer ";

    private final Path alerts;
    private final Path operator;

    /**
     * @param alerts the token of Alertmanager; null: alerts are refused
     * @param operator the token of people; null: actions are refused
     */
    public AccessTokens(Path alerts, Path operator) {
        this.alerts = alerts;
        this.operator = operator;
    }

    /** Throws a {@link Refusal} unless the header carries the operators' token. */
    void requireOperator(String authorization) {
        require("operator", operator, alerts, authorization);
    }

    /** Throws a {@link Refusal} unless the header carries Alertmanager's token. */
    void requireAlerts(String authorization) {
        require("alerts", alerts, operator, authorization);
    }

    private static void require(String whose, Path file, Path otherFile, String authorization) {
        byte[] expected = read(file);
        if (expected.length == 0) {
            throw Refusal.forbidden("no " + whose + " token is configured, or its file cannot be read");
        }
        byte[] given = given(authorization);
        if (same(expected, given)) {
            return;
        }
        byte[] other = read(otherFile);
        if (other.length > 0 && same(other, given)) {
            throw Refusal.forbidden("this token is not the " + whose + " token");
        }
        throw Refusal.unauthorized(given.length == 0 ? "a bearer token is needed" : "wrong token");
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
    private static byte[] read(Path file) {
        if (file == null) {
            return new byte[0];
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            return bytes.length > MAX_BYTES
                    ? new byte[0]
                    : new String(bytes, StandardCharsets.UTF_8).trim().getBytes(StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            return new byte[0];
        }
    }
}
