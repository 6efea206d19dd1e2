package dev.temporalfailover.traffic.temporal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Moves that failed, by namespace, until it is where it should be. Any thread. */
final class Attempts {
    private final Map<String, FailedMove> failed = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, FailedMove> eldest) {
            return size() > NamespaceList.MOST;
        }
    };

    /**
     * @param to the region where it should be active
     * @param times in a row
     * @param detail of the last one
     */
    record FailedMove(String to, int times, String detail) {}

    synchronized void failed(String namespace, String to, String detail) {
        int before = Optional.ofNullable(failed.get(namespace))
                .filter(same -> same.to().equals(to))
                .map(FailedMove::times)
                .orElse(0);
        failed.put(namespace, new FailedMove(to, before + 1, detail));
    }

    /** It is active there now, by whichever hand. */
    synchronized void moved(String namespace) {
        failed.remove(namespace);
    }

    synchronized Optional<FailedMove> of(String namespace) {
        return Optional.ofNullable(failed.get(namespace));
    }
}
