package org.sekisho.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/// RFC 5322 §3.4.
class AddressListTest {
    @Test
    void readsWhatPeopleWrite() {
        assertEquals(List.of("a@example.test"), AddressList.of(" a@example.test"));
        assertEquals(List.of("root", "b@example.test"), AddressList.of("root, b@example.test,"));
        assertEquals(List.of("a@example.test"), AddressList.of("Alice <a@example.test>"));
        assertEquals(
                List.of("a@example.test", "b@example.test"),
                AddressList.of("\"Last, First\" <a@example.test> (work), (x, y) b@example.test (that's \\) me)"));
        assertEquals(
                List.of("a@example.test", "b@example.test", "c@example.test"),
                AddressList.of("friends: a@example.test, B <b@example.test>;, c@example.test"));
        assertEquals(List.of(), AddressList.of("undisclosed-recipients:;"));
        assertEquals(List.of("\"a,b\"@example.test"), AddressList.of("\"a,b\"@example.test"));
        assertEquals(List.of("\"a>b\"@example.test"), AddressList.of("x <\"a>b\"@example.test>"));
        assertEquals(List.of("a@[IPv6:2001:db8::1]"), AddressList.of("a@[IPv6:2001:db8::1]"));
        assertEquals(List.of(), AddressList.of(""));
    }

    @Test
    void everyTextHasAnEnd() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        String letters = "a@.,;:<>()[]\"\\ ";
        Assertions.assertTimeout(
                Duration.ofSeconds(20),
                () -> {
                    for (int round = 0; round < 20_000; round++) {
                        var text = new StringBuilder();
                        for (int i = random.nextInt(30); i > 0; i--) {
                            text.append(letters.charAt(random.nextInt(letters.length())));
                        }
                        AddressList.of(text.toString());
                    }
                },
                () -> "seed " + seed);
    }
}
