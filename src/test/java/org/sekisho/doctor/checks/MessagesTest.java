package org.sekisho.doctor.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.sekisho.doctor.Finding;
import org.sekisho.doctor.Text;
import org.sekisho.events.Shipped;

/// What the checks say, and the tables of the manual that are made from it: `-Dupdate` writes them anew.
class MessagesTest {
    private static final Pattern NAME = Pattern.compile("\\{([a-z]+)}");
    private static final Pattern JAPANESE = Pattern.compile("[\\p{IsHiragana}\\p{IsKatakana}\\p{IsHan}]");

    private static Set<String> names(String text) {
        return NAME.matcher(text).results().map(each -> each.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void bothLanguagesSayTheSame() {
        for (Message message : Messages.published().all()) {
            for (Text text : List.of(message.found(), message.meaning(), message.advice())) {
                assertEquals(names(text.en()), names(text.ja()), message.id());
                assertTrue(JAPANESE.matcher(text.ja()).find(), text::ja);
                assertFalse(JAPANESE.matcher(text.en()).find(), text::en);
            }
        }
    }

    @Test
    void everyMessageIsSaidSomewhereAndOnlyThese() throws IOException {
        String code;
        try (Stream<Path> files = Files.list(Path.of("src/main/java/org/sekisho/doctor/checks"))) {
            code = files.map(MessagesTest::read).collect(Collectors.joining());
        }
        for (Message message : Messages.published().all()) {
            assertTrue(code.contains('"' + message.id() + '"'), message.id());
        }
        assertThrows(IllegalArgumentException.class, () -> Messages.published().say("no-such-message"));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What a name server or another server says can neither fill in again nor move the cursor.
    @Test
    void whatCameFromOutsideStaysText() {
        Finding finding = Messages.published()
                .say("spf-broken", "domain", "{record}", "why", "\u001b[31mred\r\n\u202e", "record", "x".repeat(5_000));
        assertTrue(finding.found().en().endsWith("of {record} cannot be used: ?[31mred???"), finding::toString);
        assertTrue(finding.advice().ja().length() < 1_100);
    }

    @Test
    void aBrokenFileIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Messages.read(List.of("a\tNOTE\tCERTAIN\tb")));
    }

    @Test
    void theManualHasThemAll() throws IOException {
        same(
                "docs/manual/doctor.md",
                "# What the doctor's checks say\n\nMade from `messages.tsv`."
                        + " How to use it: [the manual](README.md#what-do-others-hold-against-us).\n",
                "id | severity | found | meaning | what to do",
                Text::en);
        same(
                "docs/manual/doctor.ja.md",
                "# doctor の検査結果一覧\n\n`messages.tsv` から生成しています。" + "使い方は[マニュアル](README.ja.md#外からどう見えているか)を参照してください。\n",
                "id | 重要度 | 内容 | 意味 | 対処",
                Text::ja);
    }

    private static void same(String file, String head, String columns, Function<Text, String> language)
            throws IOException {
        var page = new StringBuilder(head);
        for (String line : Shipped.lines(Messages.class, Messages.FILE)) {
            if (line.startsWith("# ") && line.contains(" / ")) {
                String[] names = line.substring(2).split(" / ", -1);
                page.append("\n## ")
                        .append(language.apply(new Text(names[0], names[1])))
                        .append("\n| ")
                        .append(columns)
                        .append(" |\n")
                        .append("| --- | --- | --- | --- | --- |\n");
            } else if (!line.startsWith("#")) {
                Message message = Messages.read(List.of(line)).all().iterator().next();
                page.append("| ")
                        .append(message.id())
                        .append(" | ")
                        .append(message.severity().name());
                for (Text text : List.of(message.found(), message.meaning(), message.advice())) {
                    page.append(" | ")
                            .append(language.apply(text).replace("|", "\\|").replace("<", "&lt;"));
                }
                page.append(" |\n");
            }
        }
        Path path = Path.of(file);
        if (System.getProperty("update") != null) {
            Files.writeString(path, page);
        }
        assertEquals(page.toString(), Files.readString(path), "write it anew with -Dupdate");
    }
}
