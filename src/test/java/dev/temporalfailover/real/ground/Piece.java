package dev.temporalfailover.real.ground;

import java.util.List;

/** One comparison with real peers. */
public interface Piece {

    /** Word on the command line: {@code mvn -Preal -Dreal=NAME}. */
    String name();

    /** Parts of {@code real/install.sh} that it needs. */
    List<String> parts();

    /** Runs it; every fact goes into the report, as it is found. Throws where it cannot go on. */
    void run(Ground ground, Report report) throws Exception;
}
