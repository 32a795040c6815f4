package org.sekisho.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sekisho.accounts.AccountId;
import org.sekisho.address.SyntaxError;
import org.sekisho.testing.Dice;

final class RightsTest {
    @ParameterizedTest
    @CsvSource({
        "'', '', ''",
        "lrs, lrs, lrs",
        "srl, lrs, lrs",
        "lrswipkxtea, lrswipkxtea, lrswipkxteacd",
        "c, kx, kxc",
        "d, te, ted",
        "k, k, kc",
        "x, x, xc",
        "e, e, ed",
        "t, t, td",
        "lrcd, lrkxte, lrkxtecd",
        "lllll, l, l",
    })
    void lettersAreReadAndShown(String written, String letters, String shown) {
        assertEquals(letters, Rights.parse(written).letters());
        assertEquals(shown, Rights.parse(written).shown());
    }

    @ParameterizedTest
    @CsvSource({"L", "lR", "lr0", "z", "'l r'", "lrš", "'+l'", "l-r"})
    void anotherLetterIsNoRight(String written) {
        assertThrows(SyntaxError.class, () -> Rights.parse(written));
    }

    @ParameterizedTest
    @CsvSource({
        "lr, lrs, lrs",
        "lr, '', ''",
        "lr, +s, lrs",
        "lr, +r, lr",
        "lr, -r, l",
        "lr, -lr, ''",
        "lr, -a, lr",
        "lrkx, -c, lr",
        "lrk, -c, lr",
        "'', +d, te",
        "lr, +, lr",
        "lr, -, lr",
    })
    void changeAddsTakesOrReplaces(String before, String change, String after) {
        assertEquals(Rights.parse(after), RightsChange.parse(change).applyTo(Rights.parse(before)));
    }

    @Test
    void whatIsShownReadsAsWhatItWasOrMoreOfAnObsoleteLetter() {
        Dice.check(500, dice -> {
            Rights rights = Rights.parse(dice.text("lrswipkxtea", dice.below(8)));
            assertEquals(rights, Rights.parse(rights.letters()));
            assertTrue(Rights.parse(rights.shown()).set().containsAll(rights.set()));
        });
    }

    @Test
    void flagsOneMayNotSetAreLeftAsTheyAre() {
        Flags all = new Flags(Set.of(SystemFlag.values()), List.of("$Forwarded", "work"));
        Map<String, Flags> table = Map.of(
                "lr",
                Flags.NONE,
                "s",
                Flags.of(SystemFlag.SEEN),
                "t",
                Flags.of(SystemFlag.DELETED),
                "w",
                new Flags(Set.of(SystemFlag.ANSWERED, SystemFlag.FLAGGED, SystemFlag.DRAFT), all.keywords()),
                "swt",
                all);
        table.forEach(
                (rights, flags) -> assertEquals(flags, Rights.parse(rights).mayChange(all), rights));
    }

    @Test
    void readOnlyIsWhatCanChangeNothing() {
        assertTrue(Rights.parse("lrpkxa").isReadOnly());
        for (String changing : List.of("i", "e", "s", "w", "t")) {
            assertFalse(Rights.parse("lr" + changing).isReadOnly(), changing);
        }
    }

    @Test
    void anAclIsReadAsItWasStored() {
        MailboxId mailbox = new MailboxId("00000000000000b1");
        Dice.check(300, dice -> {
            Acl acl = Acl.EMPTY;
            for (int i = dice.below(6); i > 0; i--) {
                Identifier who = dice.oneIn(3)
                        ? Identifier.ANYONE
                        : Identifier.of(new AccountId(dice.text("0123456789abcdef", 16)));
                acl = acl.with(
                        dice.oneIn(3) ? who.negated() : who,
                        RightsChange.parse(dice.text("lrswipkxtea", dice.below(5))));
            }
            assertEquals(acl, Acl.read(acl.stored(), mailbox));
        });
    }
}
