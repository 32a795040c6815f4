package org.sekisho.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sekisho.address.SyntaxError;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/// Reads the settings file. Anything it does not know or does not like stops it (invariant I4): all problems are
/// reported at once, each with its line. Used by one thread, once.
public final class SettingsReader {
    private static final int MAX_OCTETS = 4 * 1024 * 1024; // of the file: more is not a settings file

    private record Problem(int line, String text) {}

    private final Path file;
    private final Machine machine;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, List<TableValues>> tables = new HashMap<>();

    private SettingsReader(Path file, Machine machine) {
        this.file = file;
        this.machine = machine;
    }

    /// @throws SettingsException what is wrong, one line each
    public static Settings read(Path file, Machine machine) throws SettingsException {
        return new SettingsReader(file.toAbsolutePath().normalize(), machine).read();
    }

    private Settings read() throws SettingsException {
        TomlParseResult toml = Toml.parse(text());
        toml.errors().forEach(error -> problem(error.position(), "not TOML: " + error.getMessage()));
        stopAtProblems();
        for (Section section : Schema.CURRENT.sections()) {
            tables.put(section.name(), section.repeated() ? repeated(toml, section) : List.of(single(toml, section)));
        }
        unknown(toml);
        stopAtProblems();
        var folder = Optional.ofNullable(file.getParent()).orElse(file);
        var settings = new SettingsBuilder(
                        tables, folder, machine, (line, text) -> problems.add(new Problem(line, text)))
                .build();
        stopAtProblems();
        return settings.orElseThrow();
    }

    private String text() throws SettingsException {
        try {
            if (Files.size(file) > MAX_OCTETS) {
                throw new SettingsException(List.of(file + ": larger than a settings file can be"));
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new SettingsException(
                    List.of(file + ": cannot be read (" + e + "); name another file with --config"));
        }
    }

    private void stopAtProblems() throws SettingsException {
        if (!problems.isEmpty()) {
            throw new SettingsException(problems.stream()
                    .sorted(Comparator.comparingInt(Problem::line))
                    .map(problem -> file + (problem.line() > 0 ? ":" + problem.line() : "") + ": " + problem.text())
                    .toList());
        }
    }

    private TableValues single(TomlTable toml, Section section) {
        if (section.name().isEmpty()) {
            return values(toml, section, null);
        }
        Object raw = toml.get(List.of(section.name()));
        if (raw == null || raw instanceof TomlTable) {
            return values((TomlTable) raw, section, position(toml, section.name()));
        }
        problem(position(toml, section.name()), "`" + section.name() + "` is a table: write [" + section.name() + "]");
        return values(null, section, null);
    }

    private List<TableValues> repeated(TomlTable toml, Section section) {
        Object raw = toml.get(List.of(section.name()));
        List<TableValues> all = new ArrayList<>();
        if (raw instanceof TomlArray array && isOfTables(array)) {
            for (int i = 0; i < array.size(); i++) {
                all.add(values(array.getTable(i), section, array.inputPositionOf(i)));
            }
        } else if (raw != null && !(raw instanceof TomlArray array && array.isEmpty())) {
            problem(
                    position(toml, section.name()),
                    "`" + section.name() + "` may stand several times: write [[" + section.name() + "]]");
        }
        return all;
    }

    private static boolean isOfTables(TomlArray array) {
        return !array.isEmpty() && array.toList().stream().allMatch(TomlTable.class::isInstance);
    }

    private TableValues values(@Nullable TomlTable table, Section section, @Nullable TomlPosition where) {
        var values = new TableValues(where == null ? 0 : where.line());
        for (Key<?> key : section.keys()) {
            Object raw = table == null ? null : table.get(List.of(key.name()));
            if (raw != null && table != null) {
                value(values, key, raw, position(table, key.name()));
            } else if (!values.fallBack(key)) {
                problem(
                        where,
                        "`" + key.path() + "` is missing: write " + key.type().english());
            }
        }
        return values;
    }

    private <T> void value(TableValues values, Key<T> key, Object raw, @Nullable TomlPosition where) {
        try {
            values.put(key, key.type().read(plain(raw)));
        } catch (SyntaxError e) {
            problem(
                    where,
                    "`" + key.path() + "`: " + e.getMessage() + "; write "
                            + key.type().english());
        }
    }

    private static Object plain(Object raw) {
        if (raw instanceof TomlArray array) {
            return array.toList().stream().map(SettingsReader::plain).toList();
        }
        return raw instanceof TomlTable ? "a table" : raw;
    }

    private void unknown(TomlTable toml) {
        for (String name : toml.keySet()) {
            Optional<Section> section = Schema.CURRENT.section(name).filter(found -> !name.isEmpty());
            if (section.isEmpty()) {
                Optional<Section> top = Schema.CURRENT.section("");
                if (top.flatMap(found -> found.key(name)).isEmpty()) {
                    unknown(toml, name, name);
                }
            } else if (toml.get(List.of(name)) instanceof TomlTable table) {
                unknown(table, section.get());
            } else if (toml.get(List.of(name)) instanceof TomlArray array && isOfTables(array)) {
                for (int i = 0; i < array.size(); i++) {
                    unknown(array.getTable(i), section.get());
                }
            }
        }
    }

    private void unknown(TomlTable table, Section section) {
        for (String name : table.keySet()) {
            if (section.key(name).isEmpty()) {
                unknown(table, name, section.name() + "." + name);
            }
        }
    }

    private void unknown(TomlTable table, String name, String path) {
        String hint = Schema.CURRENT
                .former(path)
                .map(former -> switch (former) {
                    case FormerKey.Renamed(var _, var now) -> "it is called `" + now + "` now";
                    case FormerKey.Removed(var _, var instead) -> instead;
                })
                .or(() -> Schema.CURRENT.nearest(path).map(near -> "did you mean `" + near + "`?"))
                .orElse("the keys are listed in docs/manual/settings.md");
        problem(position(table, name), "`" + path + "` is not a key; " + hint);
    }

    private static @Nullable TomlPosition position(TomlTable table, String name) {
        return table.inputPositionOf(List.of(name));
    }

    private void problem(@Nullable TomlPosition where, String text) {
        problems.add(new Problem(where == null ? 0 : where.line(), text));
    }
}
