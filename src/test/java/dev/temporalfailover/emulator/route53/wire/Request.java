package dev.temporalfailover.emulator.route53.wire;

import java.util.Map;

/**
 * A request that passed the door.
 *
 * @param id path parameter; null if the operation has none
 * @param query decoded query parameters
 * @param body as received
 */
public record Request(String operation, String id, Map<String, String> query, byte[] body) {

    /** The page size asked for, at most {@code most}. */
    public int maxItems(int most) {
        String text = query.get("maxitems");
        if (text == null) {
            return most;
        }
        if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) < 1) {
            throw ApiError.constraint(text, "maxItems", "have value greater than or equal to 1");
        }
        return Math.min(Integer.parseInt(text), most);
    }
}
