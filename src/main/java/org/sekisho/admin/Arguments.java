package org.sekisho.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.sekisho.address.SyntaxError;
import org.sekisho.admin.AdminException.Kind;

/// The arguments of one command.
final class Arguments {
    private final JsonNode json;

    /// @param known any other name is an error: a typo must not silently widen what a command does
    Arguments(JsonNode json, Set<String> known) throws AdminException {
        if (!json.isObject()) {
            throw new AdminException(Kind.USAGE, "the arguments are not an object");
        }
        for (var names = json.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                throw new AdminException(Kind.USAGE, "unknown argument: " + name);
            }
        }
        this.json = json;
    }

    String text(String name) throws AdminException {
        return optional(name).orElseThrow(() -> new AdminException(Kind.USAGE, "missing argument: " + name));
    }

    Optional<String> optional(String name) throws AdminException {
        JsonNode value = json.get(name);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw new AdminException(Kind.USAGE, name + " is not a text");
        }
        return Optional.of(value.textValue());
    }

    List<String> texts(String name) throws AdminException {
        JsonNode value = json.get(name);
        var texts = new ArrayList<String>();
        if (value == null || value.isNull()) {
            return texts;
        }
        for (JsonNode each : value) {
            if (!each.isTextual()) {
                throw new AdminException(Kind.USAGE, name + " is not a list of texts");
            }
            texts.add(each.textValue());
        }
        return texts;
    }

    boolean flag(String name) {
        JsonNode value = json.get(name);
        return value != null && value.booleanValue();
    }

    int number(String name, int least, int most, int otherwise) throws AdminException {
        JsonNode value = json.get(name);
        if (value == null || value.isNull()) {
            return otherwise;
        }
        if (!value.isInt() || value.intValue() < least || value.intValue() > most) {
            throw new AdminException(Kind.USAGE, name + " is not a number from " + least + " to " + most);
        }
        return value.intValue();
    }

    <T> T read(String name, Function<String, T> parser) throws AdminException {
        return read(name, text(name), parser);
    }

    <T> Optional<T> readOptional(String name, Function<String, T> parser) throws AdminException {
        Optional<String> text = optional(name);
        return text.isEmpty() ? Optional.empty() : Optional.of(read(name, text.get(), parser));
    }

    <T> List<T> readAll(String name, Function<String, T> parser) throws AdminException {
        var values = new ArrayList<T>();
        for (String text : texts(name)) {
            values.add(read(name, text, parser));
        }
        return values;
    }

    private static <T> T read(String name, String text, Function<String, T> parser) throws AdminException {
        try {
            return parser.apply(text);
        } catch (SyntaxError e) {
            throw new AdminException(Kind.USAGE, name + " `" + text + "`: " + e.getMessage());
        }
    }
}
