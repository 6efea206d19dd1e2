package dev.temporalfailover.exchange;

import java.util.List;

/** Takes what the {@link Exchange} hears. Called on its threads; must not block. */
public interface Hearing extends ReportListener {

    /** The members of this region, as last sent by its leader; this instance is among them. */
    void fleet(List<String> members);

    /** An opinion of another place is new or has changed; {@link Exchange#opinions} has it. */
    void opinionsChanged();
}
