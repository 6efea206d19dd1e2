package dev.temporalfailover.exchange;

import java.util.List;

/** Takes what the {@link Exchange} hears. Called on its threads; must not block. */
public interface Hearing extends ReportListener {

    /** The instances of this region, as its leader last told; this instance is among them. */
    void fleet(List<String> members);

    /** An opinion of another place is new or has changed; {@link Exchange#opinions} has it. */
    void opinionsChanged();
}
