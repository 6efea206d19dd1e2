package dev.temporalfailover.outside;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;

/**
 * Jackson for text of others. By default it keeps the field names of all documents for the next ones, up to 6,000 of them however
 * long each is: whoever invents names would fill the heap with them.
 */
public final class OthersJson {
    private OthersJson() {}

    /** A factory that keeps nothing of a document. */
    public static JsonFactoryBuilder factory() {
        return new JsonFactoryBuilder().disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES);
    }
}
