package dev.temporalfailover.testkit.service;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.function.Consumer;

/** An instance of the service as somebody outside sees it. */
public interface Watched {

    /** Its region, or the witness's name. */
    String place();

    /** Its own name, as in Leases and epoch records. */
    String name();

    /**
     * Follows the API's server-sent events until the service ends the stream.
     *
     * @param told of the data of each event
     */
    void events(Consumer<JsonNode> told) throws IOException, InterruptedException;

    /** Sum of the samples of a counter whose labels contain all these; 0 where there is none. */
    double metric(String name, String... labels) throws IOException, InterruptedException;
}
