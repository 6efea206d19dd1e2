package dev.temporalfailover.api;

import dev.temporalfailover.api.access.Caller;
import jakarta.enterprise.context.RequestScoped;

/** The caller of this request, as {@link TokenFilter} found out. */
@RequestScoped
class CurrentCaller {
    private Caller caller;

    void set(Caller found) {
        caller = found;
    }

    /** Throws {@link IllegalStateException} where no token was checked, so that an unguarded method does nothing. */
    Caller get() {
        if (caller == null) {
            throw new IllegalStateException("the token of this call was not checked");
        }
        return caller;
    }
}
