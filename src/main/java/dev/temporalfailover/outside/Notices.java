package dev.temporalfailover.outside;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What was said last of each subject, so that the same thing is not said again. Of many subjects those that were not looked at
 * for longest are forgotten. Any thread.
 */
public final class Notices {
    private static final int SUBJECTS = 1_000;

    private final Map<String, String> said = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > SUBJECTS;
        }
    };

    private final Consumer<String> log;

    /** @param log takes one line for each change */
    public Notices(Consumer<String> log) {
        this.log = log;
    }

    /** Says it, unless it was said of the subject last. */
    public void say(String subject, String what) {
        if (changed(subject, what)) {
            log.accept(what);
        }
    }

    /** Says what is wrong with the subject, and once that it is well again; {@code problem} is empty while it is. */
    public void trouble(String subject, String problem) {
        if (changed(subject, problem)) {
            log.accept(subject + ": " + (problem.isEmpty() ? "well again" : problem));
        }
    }

    /**
     * True if this is news; for those that say it themselves.
     *
     * @param state what is true of the subject now; empty while all is well, which is no news of a new subject
     */
    public synchronized boolean changed(String subject, String state) {
        return state.isEmpty() ? said.remove(subject) != null : !state.equals(said.put(subject, state));
    }
}
