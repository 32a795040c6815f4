package org.sekisho.config;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Writes the manual page of the settings and the example file from the very table the reader uses. Safe from any
/// thread.
public final class SettingsManual {
    private SettingsManual() {}

    /// Markdown.
    public static String english() {
        return page(
                "# Settings\n\nThe settings file is TOML. A key that is not listed here stops the start, and so does a value that is"
                        + " wrong: every problem\nis named with its line. Changes take effect with `sekisho reload`; keys marked"
                        + " *restart* need one.\nRelative paths begin in the folder of the file. An example with every key is"
                        + " [sekisho.example.toml](../sekisho.example.toml).\n",
                "| key | write | default | meaning |\n| --- | --- | --- | --- |\n",
                true);
    }

    /// The same in Japanese.
    public static String japanese() {
        return page(
                "# 設定\n\n設定ファイルは TOML 形式です。ここにないキーや誤った値があると起動せず、問題をすべて行番号とともに表示します。\n変更は"
                        + " `sekisho reload` で反映されます。*再起動* とあるキーは再起動が必要です。相対パスはこのファイルのフォルダから始まります。\nすべてのキーの例は"
                        + " [sekisho.example.toml](../sekisho.example.toml) にあります。\n",
                "| キー | 書き方 | 既定値 | 意味 |\n| --- | --- | --- | --- |\n",
                false);
    }

    private static String page(String head, String columns, boolean english) {
        var text = new StringBuilder(head);
        for (Section section : Schema.CURRENT.sections()) {
            String title = section.name().isEmpty()
                    ? (english ? "At the top" : "先頭")
                    : section.repeated() ? "`[[" + section.name() + "]]`" : "`[" + section.name() + "]`";
            text.append("\n## ").append(title).append("\n\n");
            text.append(english ? section.english() : section.japanese())
                    .append("\n\n")
                    .append(columns);
            section.keys().forEach(key -> text.append(row(key, english)));
        }
        return text.toString();
    }

    private static String row(Key<?> key, boolean english) {
        String restart = key.reloads() ? "" : english ? " *restart*" : " *再起動*";
        return "| `" + key.name() + "` | "
                + cell(english ? key.type().english() : key.type().japanese()) + " | "
                + cell(fallback(key, english)) + " | " + cell(english ? key.english() : key.japanese()) + restart
                + " |\n";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("*", "\\*");
    }

    private static String fallback(Key<?> key, boolean english) {
        return switch (key.fallback()) {
            case Key.Fallback.Required<?>() -> english ? "must be written" : "必須";
            case Key.Fallback.Preset<?>(var raw) -> "`" + toml(raw) + "`";
            case Key.Fallback.Otherwise<?>(var value, var words, var japanese) -> english ? words : japanese;
        };
    }

    /// A file with every key: those that must be written as they are, the others behind `#`.
    public static String example() {
        var text = new StringBuilder(
                "# Every setting of Sekisho. What begins with `#` shows a default or an example.\n# docs/manual/settings.md says"
                        + " more.\n");
        for (Section section : Schema.CURRENT.sections()) {
            text.append('\n');
            comment(text, section.english());
            boolean optional = section.repeated() && !section.name().equals("listener");
            if (!section.name().isEmpty()) {
                String brackets = section.repeated() ? "[[" + section.name() + "]]" : "[" + section.name() + "]";
                text.append(optional ? "# " : "").append(brackets).append('\n');
            }
            for (Key<?> key : section.keys()) {
                comment(text, key.english());
                boolean written = key.fallback() instanceof Key.Fallback.Required<?> && !optional;
                text.append(written ? "" : "# ")
                        .append(key.name())
                        .append(" = ")
                        .append(toml(key.sample()))
                        .append('\n');
            }
        }
        return text.toString();
    }

    private static void comment(StringBuilder text, String words) {
        int column = 0;
        for (String word : words.split(" ", -1)) {
            if (column == 0 || column + word.length() > 100) {
                text.append(column == 0 ? "# " : "\n# ");
                column = 2;
            } else {
                text.append(' ');
            }
            text.append(word);
            column += word.length() + 1;
        }
        text.append('\n');
    }

    static String toml(Object raw) {
        return switch (raw) {
            case String text -> "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
            case List<?> list -> list.stream().map(SettingsManual::toml).collect(Collectors.joining(", ", "[", "]"));
            default -> String.valueOf(raw).toLowerCase(Locale.ROOT);
        };
    }
}
