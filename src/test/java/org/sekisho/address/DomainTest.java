package org.sekisho.address;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sekisho.testing.Dice;

class DomainTest {
    @ParameterizedTest
    @CsvSource({
        "EXAMPLE.Test, example.test",
        "bücher.example, xn--bcher-kva.example",
        "BÜCHER.example, xn--bcher-kva.example",
        "XN--BCHER-KVA.example, xn--bcher-kva.example",
        "faß.de, xn--fa-hia.de",
        "日本語.jp, xn--wgv71a119e.jp",
        "_dmarc.bücher.example, _dmarc.xn--bcher-kva.example",
        "1.2.3.4.test, 1.2.3.4.test"
    })
    void readsBothForms(String written, String name) {
        assertEquals(name, Domain.of(written).name());
        assertEquals(Domain.of(written), Domain.of(Domain.of(written).unicode()));
    }

    @Test
    void theConstructorIsAsStrictAsTheParser() {
        assertThrows(SyntaxError.class, () -> new Domain("bücher.example"));
        assertThrows(SyntaxError.class, () -> new Domain("\u212Aelvin.test"));
        assertThrows(SyntaxError.class, () -> new Domain("example.test."));
        assertThrows(SyntaxError.class, () -> new Domain(""));
    }

    @Test
    void liesWithin() {
        var ancestor = new Domain("example.test");
        assertTrue(new Domain("example.test").isWithin(ancestor));
        assertTrue(new Domain("a.b.example.test").isWithin(ancestor));
        assertFalse(new Domain("badexample.test").isWithin(ancestor));
        assertFalse(new Domain("test").isWithin(ancestor));
    }

    @Test
    void everythingItTakesItTakesAgain() {
        String alphabet = "abcXN--09._éßñ例え한αשλ\u0130\u200D\u30FB";
        Dice.check(50_000, dice -> {
            String text = dice.text(alphabet, dice.between(1, 12)) + (dice.oneIn(2) ? ".test" : "");
            try {
                var domain = Domain.of(text);
                assertEquals(domain, Domain.of(domain.name()));
                assertEquals(domain, Domain.of(domain.unicode()));
            } catch (SyntaxError _) {
                // the only way to say no
            }
        });
    }
}
