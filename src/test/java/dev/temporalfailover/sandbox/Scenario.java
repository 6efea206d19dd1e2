package dev.temporalfailover.sandbox;

import dev.temporalfailover.emulator.regions.Play;
import dev.temporalfailover.testkit.Await;
import dev.temporalfailover.testkit.scenario.Outage;

/** Something that goes wrong with two regions, and what must come of it. */
interface Scenario {

    /** Word on the command line: {@code mvn -Psandbox -Dscenario=NAME}. */
    String name();

    /** What happens and what must come of it, one line. */
    String shows();

    /** Whether the first region's record carries the health check on the other one's takeover endpoint. */
    default boolean takeoverCheck() {
        return false;
    }

    /** Plays it, from both regions healthy and all clients at work. Throws {@link Await.Missing} where it does not come. */
    void play(Play play) throws Exception;

    /** An outage that is played on real components too; {@code shows} says what it shows here. */
    public static Scenario of(Outage outage, String shows) {
        return new Scenario() {
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
                outage.play(new EmulatedRegions(play));
            }
        };
    }
}
