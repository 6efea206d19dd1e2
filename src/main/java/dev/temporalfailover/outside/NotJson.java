package dev.temporalfailover.outside;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.regex.Pattern;

/** Why a text of others is not JSON, for a person: where and what, without the library's words about its own source. */
public final class NotJson {
    private static final int LONGEST = 160;
    private static final Pattern SOURCE = Pattern.compile("\\s*\\([^()]*\\[Source:.*|\\s*\\[Source:.*", Pattern.DOTALL);

    private NotJson() {}

    /** For example {@code not JSON at line 1, column 2: Unexpected end-of-input}. */
    public static String why(JsonProcessingException e) {
        JsonLocation at = e.getLocation();
        String where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
        String why = SOURCE.matcher(e.getOriginalMessage()).replaceAll("");
        return "not JSON" + where + ": " + Line.of(why, LONGEST);
    }
}
