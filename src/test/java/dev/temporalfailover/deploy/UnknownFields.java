package dev.temporalfailover.deploy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** fabric8's models keep fields that they do not know aside; a misspelt one would be ignored by a cluster too. */
final class UnknownFields {
    private UnknownFields() {}

    /** Each as {@code Type.field}. */
    static List<String> of(Object model) {
        List<String> found = new ArrayList<>();
        walk(model, found);
        return found;
    }

    private static void walk(Object value, List<String> found) {
        if (value instanceof Collection<?> list) {
            list.forEach(v -> walk(v, found));
        } else if (value instanceof Map<?, ?> map) {
            map.values().forEach(v -> walk(v, found));
        } else if (value != null
                && value.getClass().getName().startsWith("io.fabric8.")
                && !value.getClass().isEnum()) {
            for (Method method : value.getClass().getMethods()) {
                if (method.getParameterCount() == 0 && method.getName().startsWith("get")) {
                    read(value, method, found);
                }
            }
        }
    }

    private static void read(Object value, Method getter, List<String> found) {
        try {
            Object inner = getter.invoke(value);
            if (getter.getName().equals("getAdditionalProperties") && inner instanceof Map<?, ?> extra) {
                extra.keySet().forEach(name -> found.add(value.getClass().getSimpleName() + "." + name));
            } else if (!getter.getName().equals("getClass")) {
                walk(inner, found);
            }
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new AssertionError(getter.toString(), e);
        }
    }
}
