package dev.temporalfailover.traffic.route53;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;
import software.amazon.awssdk.services.route53.model.ChangeBatch;

/**
 * A change batch in the form that {@code aws route53 change-resource-record-sets --change-batch file://...} takes, so that
 * a person can carry out a plan when this service cannot. Fields stand in the order of the API's own model.
 */
final class ChangeBatchText {

    private static final ObjectWriter JSON = new ObjectMapper()
            .writer(new DefaultPrettyPrinter()
                    .withObjectIndenter(new DefaultIndenter("  ", "\n"))
                    .withArrayIndenter(new DefaultIndenter("  ", "\n")));

    private ChangeBatchText() {}

    static String of(ChangeBatch batch) {
        return json(plain(batch));
    }

    /** The text in place of a batch if there is none. */
    static String none(String why) {
        Map<String, Object> empty = new LinkedHashMap<>();
        empty.put("Comment", why);
        empty.put("Changes", List.of());
        return json(empty);
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("maps, lists, texts and numbers are JSON", impossible);
        }
    }

    private static Object plain(Object value) {
        if (value instanceof SdkPojo pojo) {
            Map<String, Object> members = new LinkedHashMap<>();
            for (SdkField<?> field : pojo.sdkFields()) {
                Object member = field.getValueOrDefault(pojo);
                boolean absent = member == null
                        || member instanceof SdkAutoConstructList
                        || member instanceof SdkAutoConstructMap;
                if (!absent) {
                    members.put(field.memberName(), plain(member));
                }
            }
            return members;
        }
        return value instanceof List<?> list
                ? list.stream().map(ChangeBatchText::plain).toList()
                : value;
    }
}
