package dev.temporalfailover.loop;

/** The loop could not answer in time; asking again may help. */
public final class LoopBusy extends RuntimeException {
    private static final long serialVersionUID = 1;

    public LoopBusy(String message) {
        super(message);
    }
}
