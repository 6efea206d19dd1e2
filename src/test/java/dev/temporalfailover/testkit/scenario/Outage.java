package dev.temporalfailover.testkit.scenario;

/** Something that goes wrong with two regions, whatever they are made of, and what must come of it. */
public interface Outage {

    /** Word on the command line, of the sandbox's scenario and of the real stand's drill. */
    String name();

    /**
     * Plays it, from both regions healthy, the traffic in the first one and all clients at work. Throws where what must come
     * does not.
     */
    void play(TwoRegions world) throws Exception;
}
