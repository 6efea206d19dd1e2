package dev.temporalfailover.api.access;

import dev.temporalfailover.outside.Line;
import dev.temporalfailover.outside.kubernetes.DeadlineClient;
import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewStatus;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Asks the API server twice: which user the token belongs to (TokenReview, for our audience only), and whether that
 * user may {@code post} to the path (SubjectAccessReview on a non-resource URL). Whatever is not a clear yes to both is
 * no.
 */
public final class TokenReviews implements CallerCheck {
    private static final int MAX_USER = 512;
    private static final int MAX_LIST = 1_000;

    private final KubernetesClient client;
    private final String audience;

    /**
     * @param client stays the caller's; its own user must be allowed to create both kinds
     * @param audience that a token must have been made for
     * @param timeout of each of the two questions
     */
    public TokenReviews(KubernetesClient client, String audience, Duration timeout) {
        this.client = DeadlineClient.of(client, timeout);
        this.audience = audience;
    }

    @Override
    public TokenAnswer check(String token, String path) {
        try {
            return review(token, path);
        } catch (KubernetesClientException e) {
            return TokenAnswer.unavailable(words(e));
        } catch (RuntimeException e) {
            return TokenAnswer.unavailable(
                    "the API server could not be called: " + e.getClass().getSimpleName());
        }
    }

    private TokenAnswer review(String token, String path) {
        TokenReview asked = new TokenReviewBuilder()
                .withNewSpec()
                .withToken(token)
                .withAudiences(audience)
                .endSpec()
                .build();
        TokenReview answer = client.tokenReviews().create(asked);
        TokenReviewStatus status = answer == null ? null : answer.getStatus();
        if (status == null) {
            return malformed("a TokenReview without a status");
        }
        if (!Boolean.TRUE.equals(status.getAuthenticated())) {
            return TokenAnswer.unauthenticated("Kubernetes does not know it, or not for audience " + audience);
        }
        if (status.getError() != null && !status.getError().isEmpty()) {
            return malformed("a TokenReview with a user and an error");
        }
        if (status.getAudiences() == null || !status.getAudiences().contains(audience)) {
            return TokenAnswer.unauthenticated("it was not issued for audience " + audience);
        }
        String problem = problem(status.getUser());
        return problem.isEmpty() ? access(status.getUser(), path) : malformed(problem);
    }

    private TokenAnswer access(UserInfo user, String path) {
        SubjectAccessReview asked = new SubjectAccessReviewBuilder()
                .withNewSpec()
                .withUser(user.getUsername())
                .withUid(user.getUid())
                .withGroups(user.getGroups())
                .withExtra(user.getExtra())
                .withNewNonResourceAttributes()
                .withPath(path)
                .withVerb("post")
                .endNonResourceAttributes()
                .endSpec()
                .build();
        SubjectAccessReview answer =
                client.authorization().v1().subjectAccessReview().create(asked);
        SubjectAccessReviewStatus status = answer == null ? null : answer.getStatus();
        if (status == null || status.getAllowed() == null) {
            return malformed("a SubjectAccessReview without a status");
        }
        if (Boolean.TRUE.equals(status.getDenied()) || !status.getAllowed()) {
            return TokenAnswer.denied(
                    user.getUsername(), user.getUsername() + " may not post to " + path + " (Kubernetes RBAC)");
        }
        return TokenAnswer.allowed(user.getUsername());
    }

    /** What keeps this user from being asked about and written down; empty if nothing does. */
    private static String problem(UserInfo user) {
        String name = user == null ? null : user.getUsername();
        if (name == null || name.isBlank()) {
            return "a TokenReview without a user";
        }
        if (name.length() > MAX_USER || !name.codePoints().allMatch(Line::visible)) {
            return "a user whose name is longer than " + MAX_USER + " characters or not one printable line";
        }
        List<String> groups = user.getGroups() == null ? List.of() : user.getGroups();
        Map<String, List<String>> extra = user.getExtra() == null ? Map.of() : user.getExtra();
        if (groups.size() > MAX_LIST || extra.size() > MAX_LIST) {
            return "a user with more than " + MAX_LIST + " groups or extra fields";
        }
        return groups.stream().anyMatch(group -> group == null) ? "a user with a group without a name" : "";
    }

    private static TokenAnswer malformed(String what) {
        return TokenAnswer.unavailable("the API server answered " + what);
    }

    /** The server's own text is left out: it may quote the token. */
    private static String words(KubernetesClientException e) {
        return switch (e.getCode()) {
            case 401 -> "the API server rejects this service's own token (401)";
            case 403 -> "this service has no right to review tokens (403); it needs deploy/components/token-review";
            case 429 -> "the API server is overloaded (429)";
            default ->
                e.getCode() > 0
                        ? "the API server answered " + e.getCode()
                        : "the API server does not answer, or its answer is not readable";
        };
    }
}
