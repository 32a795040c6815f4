package org.sekisho.spf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.dns.Answer;
import org.sekisho.testing.Dice;
import org.sekisho.testing.FakeResolver;

/// The zone and the cases follow the examples of RFC 7208, appendix A.
class SpfCheckTest {
    private final FakeResolver zone = new FakeResolver()
            .addresses("example.com", "192.0.2.10", "192.0.2.11")
            .addresses("amy.example.com", "192.0.2.65")
            .addresses("mail-a.example.com", "192.0.2.129")
            .addresses("mail-b.example.com", "192.0.2.130", "2001:db8::130")
            .addresses("mail-c.example.org", "192.0.2.140")
            .mx("example.com", "10 mail-a.example.com", "20 mail-b.example.com")
            .mx("example.org", "10 mail-c.example.org")
            .ptr("192.0.2.10", "example.com")
            .ptr("192.0.2.65", "amy.example.com")
            .ptr("192.0.2.140", "mail-c.example.org");

    private SpfAnswer ask(String client) {
        return new SpfCheck(zone).check(InetAddress.ofLiteral(client), "strong-bad", "example.com", "mail.example.net");
    }

    private SpfResult result(String record, String client) {
        zone.txt("example.com", record, "google-site-verification=x");
        return ask(client).result();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v=spf1 +all                             | 192.0.2.1    | PASS",
                "v=spf1 a -all                           | 192.0.2.10   | PASS",
                "v=spf1 a -all                           | 192.0.2.12   | FAIL",
                "v=spf1 a/30 ~all                        | 192.0.2.9    | PASS",
                "v=spf1 a:example.org -all               | 192.0.2.10   | FAIL",
                "v=spf1 mx -all                          | 192.0.2.129  | PASS",
                "v=spf1 mx -all                          | 2001:db8::130| PASS",
                "v=spf1 mx/30//64 -all                   | 2001:db8::1  | PASS",
                "v=spf1 mx:example.org -all              | 192.0.2.140  | PASS",
                "v=spf1 mx mx:example.org ?all           | 192.0.2.10   | NEUTRAL",
                "v=spf1 mx/30 mx:example.org/30 -all     | 192.0.2.131  | PASS",
                "v=spf1 ptr -all                         | 192.0.2.65   | PASS",
                "v=spf1 ptr -all                         | 192.0.2.140  | FAIL",
                "v=spf1 ip4:192.0.2.129/28 -all          | 192.0.2.142  | PASS",
                "v=spf1 ip4:192.0.2.128/28 -all          | 192.0.2.65   | FAIL",
                "v=spf1 ip6:2001:db8::/32 -all           | 2001:db8::9  | PASS",
                "v=spf1 IP4:192.0.2.1 -ALL               | 192.0.2.1    | PASS",
                "v=spf1                                  | 192.0.2.1    | NEUTRAL",
                "v=spf1 exp=why.%{d} unknown=x -all      | 192.0.2.1    | FAIL",
                "v=spf1 ipv4:192.0.2.1 -all              | 192.0.2.1    | PERMERROR",
                "v=spf1 -all:x                           | 192.0.2.1    | PERMERROR",
                "v=spf1 include -all                     | 192.0.2.1    | PERMERROR",
                "v=spf1 ip4:192.0.2.1/33                 | 192.0.2.1    | PERMERROR",
                "v=spf1 a:%{x}.example.com               | 192.0.2.1    | PERMERROR",
                "v=spf1 redirect=a.test redirect=b.test  | 192.0.2.1    | PERMERROR",
            })
    void termsDecide(String record, String client, SpfResult expected) {
        assertEquals(expected, result(record, client));
    }

    @Test
    void includeAndRedirectTakeOverOnlyWhatTheyShould() {
        zone.txt("_spf.example.com", "v=spf1 ip4:192.0.2.200 -all");
        assertEquals(SpfResult.PASS, result("v=spf1 include:_spf.%{d} ~all", "192.0.2.200"));
        assertEquals(SpfResult.SOFTFAIL, result("v=spf1 include:_spf.%{d} ~all", "192.0.2.1"));
        assertEquals(SpfResult.FAIL, result("v=spf1 redirect=_spf.example.com", "192.0.2.1"));
        assertEquals(SpfResult.PERMERROR, result("v=spf1 include:nobody.example.com ~all", "192.0.2.1"));
        assertEquals(SpfResult.PERMERROR, result("v=spf1 redirect=nobody.example.com", "192.0.2.1"));
    }

    /// RFC 7208 §7.4, with §5.7's way of listing single addresses.
    @Test
    void macrosAreExpanded() {
        zone.addresses("strong-bad.10.2.0.192.in-addr.example.com", "127.0.0.2");
        assertEquals(SpfResult.PASS, result("v=spf1 exists:%{l}.%{ir}.%{v}.%{d2} -all", "192.0.2.10"));
        assertTrue(ask("192.0.2.10").dependsOnSender());
        zone.addresses("bad.strong.lp.com", "127.0.0.2");
        assertEquals(SpfResult.PASS, result("v=spf1 exists:%{lr-}.lp.%{d1} -all", "192.0.2.10"));
        zone.addresses("example.com.p", "127.0.0.2");
        assertEquals(SpfResult.PASS, result("v=spf1 exists:%{p}.p -all", "192.0.2.10"));
        assertFalse(ask("192.0.2.10").dependsOnSender());
        assertEquals(SpfResult.FAIL, result("v=spf1 exists:%{p}.p -all", "192.0.2.77"));
    }

    @Test
    void oneRecordNoneOrTooMany() {
        assertEquals(SpfResult.NONE, ask("192.0.2.1").result());
        zone.txt("example.com", "v=spf10 +all");
        assertEquals(SpfResult.NONE, ask("192.0.2.1").result());
        zone.txt("example.com", "v=spf1 a", "v=spf1 mx");
        assertEquals(SpfResult.PERMERROR, ask("192.0.2.10").result());
    }

    @Test
    void loopsAndLongChainsAreCutOff() {
        assertEquals(SpfResult.PERMERROR, result("v=spf1 include:example.com -all", "192.0.2.1"));
        assertTrue(ask("192.0.2.1").why().contains("10 look-ups"));
        List<String> words = new ArrayList<>(List.of("v=spf1"));
        for (int i = 0; i < 10; i++) {
            words.add("a");
        }
        assertEquals(SpfResult.NEUTRAL, result(String.join(" ", words), "192.0.2.1"));
        assertEquals(10, ask("192.0.2.1").lookups());
        assertEquals(SpfResult.PERMERROR, result(String.join(" ", words) + " a", "192.0.2.1"));
    }

    @Test
    void twoTermsMayLeadToNothing() {
        String two = "v=spf1 a:n1.example.com a:n2.example.com";
        assertEquals(SpfResult.NEUTRAL, result(two, "192.0.2.1"));
        assertEquals(SpfResult.PERMERROR, result(two + " mx:n3.example.com", "192.0.2.1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a:dead.example.com", "mx:dead.example.com", "include:dead.example.com"})
    void whatCannotBeAskedIsNotANo(String term) {
        zone.broken("dead.example.com");
        assertEquals(SpfResult.TEMPERROR, result("v=spf1 " + term + " -all", "192.0.2.1"));
        zone.txt("example.com", new Answer.CouldNotAsk<>("time-out"));
        assertEquals(SpfResult.TEMPERROR, ask("192.0.2.1").result());
    }

    @Test
    void anyTextEndsInAResult() {
        List<String> pieces = List.of(
                "a",
                "mx",
                "ptr",
                "include:",
                "exists:",
                "redirect=",
                "exp=",
                "%{",
                "}",
                "%%",
                "%_",
                "ir",
                "l",
                "-",
                "+",
                "/",
                "//",
                "24",
                "ip4:",
                "192.0.2.1",
                "example.com",
                " ",
                ".",
                "all",
                "?",
                "~",
                "=",
                "\\",
                "é");
        Dice.check(2_000, dice -> {
            var record = new StringBuilder("v=spf1 ");
            for (int i = dice.below(12); i >= 0; i--) {
                record.append(dice.of(pieces));
            }
            result(record.toString(), "192.0.2.1");
        });
    }
}
