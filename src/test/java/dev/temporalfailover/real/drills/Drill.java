package dev.temporalfailover.real.drills;

import dev.temporalfailover.testkit.scenario.Outage;

/** Something that goes wrong with the two regions, and what must come of it. */
public interface Drill {

    /** Word on the command line: {@code mvn -Preal -Dreal=regions -Ddrill=NAME}. */
    String name();

    /** What happens and what must come of it, one line. */
    String shows();

    /**
     * Plays it, from both regions healthy and the traffic in the first one. What it has broken itself is mended by
     * {@link Play#home}. Throws where what must come does not.
     */
    void play(Play play) throws Exception;

    /** An outage that is played on emulators too; {@code shows} says what it shows here. */
    static Drill of(Outage outage, String shows) {
        return new Drill() {
            @Override
            public String name() {
                return outage.name();
            }

            @Override
            public String shows() {
                return shows;
            }

            @Override
            public void play(Play play) throws Exception {
                outage.play(new RealRegions(play));
            }
        };
    }
}
