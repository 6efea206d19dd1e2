package dev.temporalfailover.emulator.route53.wire;

import com.sun.net.httpserver.Headers;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Verifies AWS Signature Version 4 with the one known key (<a
 * href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">Create a signed
 * request</a>). Against AWS the SDK signs for us-east-1; with an endpoint override and {@code Region.AWS_GLOBAL} it
 * signs for {@code aws-global}, which AWS would refuse and which is taken here since only the override causes it. The age of the signature is not checked: the emulator's clock may not be the caller's.
 */
public final class Signature {
    private static final Pattern HEADER = Pattern.compile("AWS4-HMAC-SHA256 +Credential=([^/, ]+)/([0-9]{8})/([^/, ]+)"
            + "/([^/, ]+)/aws4_request, *SignedHeaders=([^, ]+), *Signature=([0-9a-f]{64})");
    private static final Set<String> REGIONS = Set.of("us-east-1", "aws-global");
    private static final String MISMATCH = "The request signature we calculated does not match the signature you"
            + " provided. Check your AWS Secret Access Key and signing method.";
    private final String accessKeyId;
    private final String secret;

    public Signature(String accessKeyId, String secret) {
        this.accessKeyId = accessKeyId;
        this.secret = secret;
    }

    /** @throws ApiError 403 with the code that AWS has for what is wrong */
    public void verify(String method, URI uri, Headers headers, byte[] body) {
        String header = headers.getFirst("Authorization");
        if (header == null) {
            throw new ApiError(403, "MissingAuthenticationToken", "Missing Authentication Token");
        }
        Matcher m = HEADER.matcher(header);
        if (!m.matches()) {
            throw new ApiError(
                    403, "IncompleteSignature", "Authorization header requires Credential, SignedHeaders, Signature.");
        }
        if (!m.group(1).equals(accessKeyId)) {
            throw new ApiError(403, "InvalidClientTokenId", "The security token included in the request is invalid.");
        }
        if (!REGIONS.contains(m.group(3))) {
            throw mismatch("Credential should be scoped to a valid region, not '" + m.group(3) + "'.");
        }
        if (!m.group(4).equals("route53")) {
            throw mismatch("Credential should be scoped to correct service: 'route53'.");
        }
        String date = headers.getFirst("X-Amz-Date");
        if (date == null
                || !date.startsWith(m.group(2))
                || !("," + m.group(5).replace(';', ',') + ",").contains(",host,")) {
            throw mismatch(MISMATCH);
        }
        String scope = m.group(2) + "/" + m.group(3) + "/" + m.group(4) + "/aws4_request";
        String canonical = canonical(method, uri, headers, m.group(5), body);
        String toSign = "AWS4-HMAC-SHA256\n" + date + "\n" + scope + "\n" + sha256(bytes(canonical));
        byte[] key = bytes("AWS4" + secret);
        for (String part : scope.split("/")) {
            key = hmac(key, part);
        }
        String expected = HexFormat.of().formatHex(hmac(key, toSign));
        if (!MessageDigest.isEqual(bytes(expected), bytes(m.group(6)))) {
            throw mismatch(MISMATCH);
        }
    }

    private static String canonical(String method, URI uri, Headers headers, String signed, byte[] body) {
        List<String> query = new ArrayList<>();
        if (uri.getRawQuery() != null) {
            query.addAll(List.of(uri.getRawQuery().split("&")));
            query.replaceAll(q -> q.contains("=") ? q : q + "=");
            query.sort(null);
        }
        Map<String, String> values = new TreeMap<>();
        for (String name : signed.split(";")) {
            List<String> found = headers.get(name);
            if (found == null) {
                throw mismatch(MISMATCH);
            }
            values.put(
                    name.toLowerCase(Locale.ROOT),
                    String.join(",", found).strip().replaceAll(" +", " "));
        }
        StringBuilder lines = new StringBuilder();
        values.forEach((k, v) -> lines.append(k).append(':').append(v).append('\n'));
        return method + "\n" + encodedTwice(uri.getRawPath()) + "\n" + String.join("&", query) + "\n" + lines + "\n"
                + signed + "\n" + sha256(body);
    }

    /** Every service but S3 signs the path encoded once more than it is sent. */
    private static String encodedTwice(String rawPath) {
        return URLEncoder.encode(rawPath, StandardCharsets.UTF_8)
                .replace("%2F", "/")
                .replace("%7E", "~")
                .replace("*", "%2A")
                .replace("+", "%20");
    }

    private static ApiError mismatch(String message) {
        return new ApiError(403, "SignatureDoesNotMatch", message);
    }

    private static String sha256(byte[] data) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(data));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(byte[] key, String data) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(bytes(data));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(String s) {
        return s.getBytes(StandardCharsets.UTF_8);
    }
}
