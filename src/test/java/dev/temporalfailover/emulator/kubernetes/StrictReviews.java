package dev.temporalfailover.emulator.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.mockwebserver.http.MockResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * TokenReviews and SubjectAccessReviews as an API server answers them: nothing is stored, the question comes back with a
 * status, a token is known for the audiences that were asked for and it was made for, and no rule means no.
 */
public final class StrictReviews {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> PATHS = Set.of(
            "/apis/authentication.k8s.io/v1/tokenreviews",
            "/apis/authorization.k8s.io/v1/subjectaccessreviews",
            "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews");

    private final Map<String, User> users = new ConcurrentHashMap<>();
    private final Set<String> granted = ConcurrentHashMap.newKeySet();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();

    /** Whose token it is, and for which audiences it was made. */
    public record User(
            String name, String uid, List<String> groups, Map<String, List<String>> extra, List<String> audiences) {}

    StrictReviews() {}

    static boolean isReview(String path) {
        return PATHS.contains(path);
    }

    /** From now on this token is this user's. */
    public void known(String token, User user) {
        users.put(token, user);
    }

    /** From now on the group may do this to the path. */
    public void grant(String group, String verb, String path) {
        granted.add(group + " " + verb + " " + path);
    }

    /** No longer. */
    public void revoke(String group, String verb, String path) {
        granted.remove(group + " " + verb + " " + path);
    }

    /** From now on the caller itself, who else may do everything, may not do this to the resource. */
    public void refuseCaller(String verb, String resource) {
        refused.add(verb + " " + resource);
    }

    MockResponse answer(JsonNode review) {
        JsonNode spec = review.path("spec");
        boolean token = review.path("kind").asText().equals("TokenReview");
        if (token && spec.path("token").asText().isEmpty()) {
            return StrictStore.status(400, "BadRequest", "token is required for TokenReview in authentication");
        }
        boolean self = review.path("kind").asText().equals("SelfSubjectAccessReview");
        boolean nobody = !self
                && spec.path("user").asText().isEmpty()
                && spec.path("groups").isEmpty();
        if (!token && nobody) {
            return StrictStore.status(422, "Invalid", "spec.user: at least one of user or group must be specified");
        }
        if (!token && spec.has("resourceAttributes") == spec.has("nonResourceAttributes")) {
            return StrictStore.status(422, "Invalid", "exactly one of nonResourceAttributes or resourceAttributes");
        }
        ObjectNode answer = review.deepCopy();
        answer.set("status", token ? authenticated(spec) : self ? own(spec) : allowed(spec));
        return new MockResponse()
                .setResponseCode(201)
                .setHeader("Content-Type", "application/json")
                .setBody(answer.toString());
    }

    private ObjectNode authenticated(JsonNode spec) {
        ObjectNode status = JSON.createObjectNode();
        User user = users.get(spec.path("token").asText());
        List<String> wanted = JSON.convertValue(
                spec.path("audiences"), JSON.getTypeFactory().constructCollectionType(List.class, String.class));
        List<String> common = user == null
                ? List.of()
                : user.audiences().stream().filter(wanted::contains).toList();
        if (common.isEmpty()) {
            status.putObject("user");
            return status.put("error", "[invalid bearer token, or none for the target audiences]");
        }
        status.put("authenticated", true);
        status.set("audiences", JSON.valueToTree(common));
        ObjectNode who = status.putObject("user");
        who.put("username", user.name()).put("uid", user.uid());
        who.set("groups", JSON.valueToTree(user.groups()));
        who.set("extra", JSON.valueToTree(user.extra()));
        return status;
    }

    private ObjectNode own(JsonNode spec) {
        JsonNode on = spec.path("resourceAttributes");
        boolean may = !refused.contains(
                on.path("verb").asText() + " " + on.path("resource").asText());
        return JSON.createObjectNode().put("allowed", may);
    }

    private ObjectNode allowed(JsonNode spec) {
        JsonNode on = spec.path("nonResourceAttributes");
        String what = " " + on.path("verb").asText() + " " + on.path("path").asText();
        for (JsonNode group : spec.path("groups")) {
            if (granted.contains(group.asText() + what)) {
                return JSON.createObjectNode()
                        .put("allowed", true)
                        .put("reason", "RBAC: allowed by a ClusterRoleBinding");
            }
        }
        return JSON.createObjectNode().put("allowed", false);
    }
}
