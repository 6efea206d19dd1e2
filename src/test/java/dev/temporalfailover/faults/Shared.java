package dev.temporalfailover.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives every test the one {@link Arrangement}, healed and with the traffic at home; JUnit closes it after the last. */
public final class Shared implements ParameterResolver, BeforeEachCallback {

    @Override
    public void beforeEach(ExtensionContext context) {
        arrangement(context).home();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Arrangement.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return arrangement(context);
    }

    private static Arrangement arrangement(ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.GLOBAL)
                .computeIfAbsent(
                        Arrangement.class,
                        key -> {
                            try {
                                return new Arrangement();
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        },
                        Arrangement.class);
    }
}
