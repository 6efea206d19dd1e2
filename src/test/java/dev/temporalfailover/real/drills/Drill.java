package dev.temporalfailover.real.drills;

/** Something that goes wrong with the two regions, and what must come of it. */
interface Drill {

    /** Word on the command line: {@code mvn -Preal -Dreal=regions -Ddrill=NAME}. */
    String name();

    /** What happens and what must come of it, one line. */
    String shows();

    /**
     * Plays it, from both regions healthy and the traffic in the first one. What it has broken itself is mended by
     * {@link Play#home}. Throws where what must come does not.
     */
    void play(Play play) throws Exception;
}
