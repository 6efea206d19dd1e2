package dev.temporalfailover.exchange;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Tells people each thing once: a subject is spoken of again only when something else is true of it. Any thread. */
final class Notices {
    private static final int SUBJECTS = 256;

    private final Consumer<String> log;
    private final Map<String, String> said = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > SUBJECTS;
        }
    };

    Notices(Consumer<String> log) {
        this.log = log;
    }

    void say(String subject, String what) {
        synchronized (said) {
            if (what.equals(said.put(subject, what))) {
                return;
            }
        }
        log.accept(what);
    }
}
