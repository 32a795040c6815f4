package org.sekisho.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.address.SyntaxError;
import org.sekisho.testing.Dice;

/// Modified UTF-7. RFC 3501 §5.1.3.
final class MailboxNameCodingTest {
    @ParameterizedTest
    @CsvSource({
        "INBOX, INBOX",
        "A&B, A&-B",
        "&, &-",
        "&&-, &-&--",
        "~peter/mail/台北/日本語, '~peter/mail/&U,BTFw-/&ZeVnLIqe-'",
        "Entwürfe, Entw&APw-rfe",
        "☺!, &Jjo-!",
        "😀, &2D3eAA-",
        "送信済みトレイ, &kAFP4W4IMH8wyDDsMKQ-",
        "é&é, &AOk-&-&AOk-",
        "a b, a b",
    })
    void namesThereAndBack(String name, String encoded) {
        assertEquals(encoded, ModifiedUtf7.encode(name));
        assertEquals(name, ModifiedUtf7.decode(encoded));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "&",
                "&Jjo",
                "&Jjo!",
                "&Jjo!-",
                "&J-",
                "&Jj-",
                "&Jjp-",
                "&JjoA-",
                "&AGE-",
                "&ACY-",
                "&AOk-&AOk-",
                "&U,BTFw-&ZeVnLIqe-",
                "&2D0-",
                "&3gA-",
                "&3gDYPQ-",
                "&Jjo/-",
                "é",
                "a\u0001",
                "a\u007f",
                "&Jjo=-",
            })
    void whatIsNotTheOneFormIsRefused(String encoded) {
        assertThrows(SyntaxError.class, () -> ModifiedUtf7.decode(encoded));
    }

    @Test
    void everyNameComesBack() {
        Dice.check(2_000, dice -> {
            var name = new StringBuilder();
            for (int i = dice.below(12); i > 0; i--) {
                switch (dice.below(4)) {
                    case 0 -> name.append('&');
                    case 1 -> name.append((char) dice.between(' ', '~'));
                    case 2 -> name.append((char) dice.between(0x7f, 0xd7ff));
                    default -> name.appendCodePoint(dice.between(0x10000, 0x10ffff));
                }
            }
            assertEquals(name.toString(), ModifiedUtf7.decode(ModifiedUtf7.encode(name.toString())));
        });
    }

    @Test
    void whatIsReadIsPrintedTheSame() {
        Dice.check(20_000, dice -> {
            String text = dice.text("&-AaJjo,/+2D3eU", dice.below(10));
            try {
                assertEquals(text, ModifiedUtf7.encode(ModifiedUtf7.decode(text)));
            } catch (SyntaxError _) {
                // not modified UTF-7
            }
        });
    }
}
