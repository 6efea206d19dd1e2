package dev.temporalfailover.config.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * YAML text -> {@link Node}. Stricter than YAML on purpose: aliases, tags with binary content, more than one document,
 * duplicate keys and deep nesting are errors, so that a small file cannot become a large tree.
 */
public final class YamlTree {
    static final int MAX_DEPTH = 16;

    private static final YAMLFactory YAML = new YAMLFactory();

    private final YAMLParser parser;
    private final Problems problems;

    private YamlTree(YAMLParser parser, Problems problems) {
        this.parser = parser;
        this.problems = problems;
    }

    /** The document's root, or null if it could not be read at all; what is wrong is in {@code problems}. */
    public static Node read(String text, Problems problems) {
        try (YAMLParser parser = YAML.createParser(text)) {
            if (parser.nextToken() == null) {
                problems.add("", 0, "is empty; it must name at least region, regions and dns_failover");
                return null;
            }
            YamlTree tree = new YamlTree(parser, problems);
            Node root = tree.node("", 0);
            if (parser.nextToken() != null) {
                problems.add("", tree.line(), "a second document begins here; only one is allowed");
            }
            return root;
        } catch (TooDeep e) {
            problems.add(e.path, e.line, "nested deeper than " + MAX_DEPTH + " levels");
            return null;
        } catch (JsonProcessingException e) {
            notYaml(e, problems);
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException("reading a string cannot fail", e);
        }
    }

    /** Not the exception's own message: it quotes the file. */
    private static void notYaml(JsonProcessingException e, Problems problems) {
        if (e.getCause() instanceof MarkedYAMLException marked) {
            int line = marked.getProblemMark() == null
                    ? 0
                    : marked.getProblemMark().getLine() + 1;
            problems.add("", line, "is not YAML: " + Problems.quoted(String.valueOf(marked.getProblem())));
        } else {
            int line = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getLineNr());
            problems.add("", line, "is not YAML: a character or a token that YAML does not allow here");
        }
    }

    private Node node(String path, int depth) throws IOException {
        int line = line();
        if (depth > MAX_DEPTH) {
            throw new TooDeep(path, line);
        }
        if (parser.isCurrentAlias()) {
            problems.add(path, line, "YAML aliases (*name) are not allowed; write the value out");
            return new Node.Empty(line);
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> fields(path, line, depth);
            case START_ARRAY -> items(path, line, depth);
            case VALUE_NULL -> new Node.Empty(line);
            case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE ->
                new Node.Scalar(parser.getText(), line);
            case VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME -> {
                problems.add(path, line, "a value of this YAML type is not allowed; write plain text");
                yield new Node.Empty(line);
            }
        };
    }

    private Node fields(String path, int line, int depth) throws IOException {
        Map<String, Node> fields = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            int keyLine = line();
            String at = Section.join(path, Problems.quoted(key).replaceAll("^'|'$", ""));
            parser.nextToken();
            Node value = node(at, depth + 1);
            Node first = fields.putIfAbsent(key, value);
            if (first != null) {
                problems.add(at, keyLine, "is set twice, before in line " + first.line());
            }
        }
        return new Node.Fields(fields, line);
    }

    private Node items(String path, int line, int depth) throws IOException {
        List<Node> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(node(path + "[" + items.size() + "]", depth + 1));
        }
        return new Node.Items(items, line);
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }

    private static final class TooDeep extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final String path;
        private final int line;

        TooDeep(String path, int line) {
            super(path, null, false, false);
            this.path = path;
            this.line = line;
        }
    }
}
