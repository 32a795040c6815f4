package org.sekisho.search;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.mailbox.MailboxId;
import org.sekisho.mailbox.UidSet;
import org.sekisho.testing.Dice;

/// Whatever is looked for, the index finds what a look at every message finds.
class FullTextPropertyTest {
    private static final List<String> PIECES = List.of(
            "foo", "Foo", "bar", "foobar", "o", "b", " ", " ", " ", "  ", "\r\n", "-", ", ", ".", "@", "--", "é",
            "e\u0301", "日本", "日", "本語", "語", "テスト", "ﾃｽﾄ", "ｶﾞ", "ガ", "が", "か", "ー", "、", "。", "한국어", "𠮷野", "Ａ１", "ß",
            "SS", "ı", "\u00ad", "\u200d", "😀", "ﬁ", "12", "3", "مرحبا", "สวัสดี", "\ud800", "\uffff", "\t");

    @TempDir
    private Path folder;

    private static String text(Dice dice, int most) {
        var text = new StringBuilder(dice.text(PIECES, dice.below(most)));
        if (dice.oneIn(6)) {
            text.append(dice.text(dice.of(List.of("ab", "-", "日本", "ab-", "a ")), dice.between(30, 200)));
            text.append(dice.text(PIECES, dice.below(4)));
        }
        return text.toString();
    }

    private static String line(Dice dice) {
        return text(dice, 8).replaceAll("[\r\n]", " ");
    }

    private static String message(Dice dice) {
        var message = new StringBuilder("Subject: " + line(dice) + "\r\nFrom: " + line(dice));
        if (dice.oneIn(2)) {
            message.append("\r\nTo: ").append(line(dice)).append("\r\nTo: ").append(line(dice));
        }
        if (dice.oneIn(2)) {
            message.append("\r\nX-Foo: ")
                    .append(line(dice))
                    .append("\r\nDKIM-Signature: ")
                    .append(line(dice));
        }
        message.append("\r\n\r\n").append(text(dice, 30));
        if (dice.oneIn(3)) {
            message.append('\f').append(text(dice, 10));
        }
        return message.toString();
    }

    private static String needle(Dice dice, List<String> messages) {
        if (dice.oneIn(3)) {
            return dice.text(PIECES, dice.below(5));
        }
        String from = dice.of(messages);
        int length = Math.min(from.length(), dice.oneIn(4) ? dice.below(120) : dice.between(1, 8));
        int start = dice.below(from.length() - length + 1);
        return from.substring(start, start + length);
    }

    private static TextKey key(Dice dice, String needle) {
        return switch (dice.below(4)) {
            case 0 -> new TextKey.Body(needle);
            case 1 -> new TextKey.Text(needle);
            default ->
                new TextKey.Header(
                        dice.of(List.of("subject", "From", "to", "cc", "x-foo", "DKIM-Signature", "x", "none")),
                        needle);
        };
    }

    @Test
    void indexAndScanFindTheSame() {
        Dice.check(60, dice -> {
            try (var house = new SearchHouse(folder.resolve("i" + dice.below(1_000_000_000)))) {
                MailboxId mailbox = house.inbox();
                List<String> messages = new ArrayList<>();
                for (int round = 0; round < 3; round++) {
                    for (int i = dice.between(1, 40); i > 0; i--) {
                        messages.add(message(dice));
                        house.deliver(messages.getLast());
                    }
                    house.fullText.rebuild(SearchHouse.ALICE, Progress.NONE);
                    house.texts.opened();
                    for (int i = 0; i < 40; i++) {
                        TextKey key = key(dice, needle(dice, messages));
                        assertEquals(scan(messages, key), house.find(mailbox, key), () -> escaped(key));
                    }
                }
            }
        });
    }

    private static String escaped(TextKey key) {
        var text = new StringBuilder(key.getClass().getSimpleName());
        key.toString().chars().forEach(c -> text.append(c < 127 && c > 31 ? "" + (char) c : "\\u%04x".formatted(c)));
        return text.toString();
    }

    private static UidSet scan(List<String> messages, TextKey key) throws IOException {
        List<UidSet.Range> found = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            if (new MessageMatcher((_, _) -> Optional.empty(), key)
                    .matches(PlainTexts.of(SearchHouse.stored(messages.get(i))))) {
                found.add(new UidSet.Range(i + 1, i + 1));
            }
        }
        return UidSet.of(found);
    }
}
