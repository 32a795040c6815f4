package org.sekisho.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Which types and methods the sources have, for tests of documents that name them. Reads text, not classes, so
/// that a name is found wherever it is written: in main code, tests, nested types.
public final class SourceNames {
    private static final Pattern TYPE = Pattern.compile("\\b(?:class|record|interface|enum) ([A-Z]\\w*)");

    private static final Pattern TEST = Pattern.compile("@(?:Test|ParameterizedTest|TestFactory|RepeatedTest)\\b");

    private final Map<String, List<String>> sources = new HashMap<>();

    private SourceNames() {}

    public static SourceNames read() throws IOException {
        var names = new SourceNames();
        for (String root : List.of("src/main/java", "src/test/java")) {
            try (var files = Files.walk(Path.of(root))) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    names.add(Files.readString(file));
                }
            }
        }
        return names;
    }

    private void add(String source) {
        var types = TYPE.matcher(source);
        while (types.find()) {
            sources.computeIfAbsent(types.group(1), _ -> new ArrayList<>()).add(source);
        }
    }

    /// @param simpleName nested types by their own name
    public boolean hasType(String simpleName) {
        return sources.containsKey(simpleName);
    }

    /// Whether a file that declares the type declares such a method too.
    public boolean hasMethod(String simpleName, String method) {
        // a return type, or the start of a line, stands before a declaration; a dot before a call
        var declaration = Pattern.compile("(?m)^ +(?:[\\w<>\\[\\]?,.@ ]+ )" + Pattern.quote(method) + "\\(");
        return sources.getOrDefault(simpleName, List.of()).stream()
                .anyMatch(source -> declaration.matcher(source).find());
    }

    /// Whether one of those methods is marked as a test: the mark stands between the member before and the name.
    public boolean hasTest(String simpleName, String method) {
        return sources.getOrDefault(simpleName, List.of()).stream().anyMatch(source -> isTest(source, method));
    }

    private static boolean isTest(String source, String method) {
        var declaration = Pattern.compile("(?m)^ +[\\w<> ]+ " + Pattern.quote(method) + "\\(")
                .matcher(source);
        if (!declaration.find()) {
            return false;
        }
        int at = declaration.start();
        int before = Math.max(source.lastIndexOf(";\n", at), source.lastIndexOf("}\n", at));
        return TEST.matcher(source.substring(Math.max(before, 0), at)).find();
    }
}
