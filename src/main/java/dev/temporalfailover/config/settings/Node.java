package dev.temporalfailover.config.settings;

import java.util.List;
import java.util.Map;

/** A part of the YAML document as it was written, with the line where it begins. */
public sealed interface Node {

    int line();

    /** What stands there, in a reader's words. */
    String words();

    /** Text as written; numbers and booleans too. */
    record Scalar(String text, int line) implements Node {
        @Override
        public String words() {
            return Problems.quoted(text);
        }
    }

    /** {@code key: value}, in the order of the file. */
    record Fields(Map<String, Node> fields, int line) implements Node {
        @Override
        public String words() {
            return "a group of settings";
        }
    }

    /** {@code - item}. */
    record Items(List<Node> items, int line) implements Node {
        @Override
        public String words() {
            return "a list";
        }
    }

    /** A key without a value. */
    record Empty(int line) implements Node {
        @Override
        public String words() {
            return "no value";
        }
    }
}
