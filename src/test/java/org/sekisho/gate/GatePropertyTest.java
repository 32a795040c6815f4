package org.sekisho.gate;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sekisho.accounts.Service;
import org.sekisho.address.ForwardPath;
import org.sekisho.address.ReversePath;
import org.sekisho.address.SyntaxError;
import org.sekisho.smtp.Command;
import org.sekisho.smtp.CommandParser;
import org.sekisho.testing.Dice;

/// Made-up sessions and recipients, octet by octet through the parser and the gate: no stranger ever reaches a
/// domain that is not ours, and nothing that is "ours" lies elsewhere. What is ours is judged here by the text
/// alone.
class GatePropertyTest {
    private static final int CASES = 120_000;

    private static final List<String> PIECES = List.of(
            "alice",
            "victim",
            "elsewhere.test",
            "example.test",
            "@",
            "@",
            "%",
            "!",
            "\"",
            "\\",
            ":",
            ",",
            ".",
            "..",
            " ",
            "[203.0.113.25]",
            "[198.51.100.9]",
            "[IPv6:2001:db8::9]",
            "[",
            "]",
            "<",
            ">",
            "EXAMPLE.TEST",
            "\u0000",
            "\t",
            "\uFF20",
            "\u3002",
            "xn--fiq228c.test",
            "中文.test",
            "postmaster",
            "+",
            "-",
            "example.test.",
            "backend.test",
            "backend.test",
            "Sub.Group.test",
            "\uFF05",
            "\uFF01",
            "/",
            "127.0.0.1",
            "|",
            "(",
            ")",
            "é",
            "sales",
            "closed.test",
            "a".repeat(65),
            "b".repeat(64) + ".test",
            "\r",
            "\n");

    private static final List<String> FORMS = List.of(
            "<V@O>",
            "<V%O@E>",
            "<V%O>",
            "<\"V@O\"@E>",
            "<\"V@O\">",
            "<\"V%O\"@E>",
            "<V@O@E>",
            "<@E:V@O>",
            "<@[I]:V@O>",
            "<O!V@E>",
            "<O!V>",
            "<V@[198.51.100.9]>",
            "<V@O.>",
            "<V@E.>",
            "<V@E%O>",
            "<V@E,V@O>",
            "<V@e>",
            "< V@O >",
            "V@O",
            "<V@sub.E>",
            "<V@E.O>",
            "<V@O>V@E",
            "<V\\@O@E>",
            "<V\uFF20O@E>",
            "<V@O\u0000@E>",
            "<postmaster@O>",
            "<V@O> ORCPT=rfc822;V@E",
            "<V@E> NOTIFY=NEVER");

    @Test
    void noStrangerReachesAnOutsideDomain() {
        var house = new Gatehouse();
        Dice.check(CASES, dice -> check(house, dice));
    }

    private static void check(Gatehouse house, Dice dice) {
        Client.Peer client = stranger(dice);
        String line = "RCPT TO:" + (dice.oneIn(2) ? form(dice) : jumble(dice));
        ForwardPath to;
        ReversePath from;
        try {
            if (!(CommandParser.parse(line.getBytes(StandardCharsets.UTF_8)) instanceof Command.Rcpt rcpt)) {
                return;
            }
            to = rcpt.forwardPath();
            from = sender(dice);
        } catch (SyntaxError _) {
            return;
        }
        switch (house.gate.decide(client, from, to)) {
            case Decision.Relay(var permit, var _) -> throw new AssertionError(client + " relays: " + line);
            case Decision.Deliver _ -> {
                if (!isOurs(to)) {
                    throw new AssertionError("delivered, but not ours: " + line);
                }
            }
            case Decision.HandOn(var pass, var _) -> checkHandOn(to, pass, line);
            case Decision.Refuse _, Decision.TryLater _ -> {}
        }
    }

    /// However loosely the server behind the gateway reads it, it can only mean somebody there.
    private static void checkHandOn(ForwardPath to, GatewayPass pass, String line) {
        String printed = to.toString();
        int at = printed.lastIndexOf('@');
        String domain = printed.substring(at + 1, printed.length() - 1).toLowerCase(Locale.ROOT);
        boolean behind = domain.equals("backend.test") || domain.equals("group.test") || domain.endsWith(".group.test");
        if (!behind || !pass.domain().name().equals(domain)) {
            throw new AssertionError("handed on, but not behind a gateway: " + line);
        }
        String local = Normalizer.normalize(printed.substring(1, at), Normalizer.Form.NFKC);
        if (local.chars().anyMatch(c -> "@%!|/:\"\\<>,; ".indexOf(c) >= 0)) {
            throw new AssertionError("handed on, with what a server may take for a way out: " + line);
        }
    }

    /// Nobody in the trusted network, nobody who has logged in.
    private static Client.Peer stranger(Dice dice) {
        var service =
                dice.of(List.of(Service.SMTP, Service.SMTP, Service.SUBMISSION, Service.SUBMISSIONS, Service.LMTP));
        String address =
                dice.of(List.of("198.51.100.7", "127.0.0.1", "::1", "192.0.2.15", "192.0.2.32", "2001:db8::16"));
        return new Client.Peer(service, InetAddress.ofLiteral(address), dice.oneIn(2), Optional.empty());
    }

    private static ReversePath sender(Dice dice) {
        String path = dice.of(List.of("<>", "<alice@example.test>", "<a@elsewhere.test>", "<postmaster@example.test>"));
        return ((Command.Mail) CommandParser.parse(("MAIL FROM:" + path).getBytes(StandardCharsets.UTF_8)))
                .reversePath();
    }

    private static String form(Dice dice) {
        return dice.of(FORMS)
                .replace("V", dice.of(List.of("alice", "victim", "sales", "nobody")))
                .replace("O", dice.of(List.of("elsewhere.test", "closed.test", "ELSEWHERE.test", "中文.test")))
                .replace(
                        "E",
                        dice.of(List.of(
                                "example.test", "Example.Test", "[203.0.113.25]", "backend.test", "x.group.test")))
                .replace("[I]", "[203.0.113.25]");
    }

    private static String jumble(Dice dice) {
        var text = new StringBuilder(dice.oneIn(4) ? "" : "<");
        for (int i = dice.below(8); i >= 0; i--) {
            text.append(dice.of(PIECES));
        }
        return text.append(dice.oneIn(4) ? "" : ">").toString();
    }

    /// By the printed address: what stands behind its last `@`.
    private static boolean isOurs(ForwardPath to) {
        if (to instanceof ForwardPath.Postmaster) {
            return true;
        }
        String printed = to.toString();
        String domain = printed.substring(printed.lastIndexOf('@') + 1, printed.length() - 1)
                .toLowerCase(Locale.ROOT);
        boolean behind = domain.equals("backend.test") || domain.equals("group.test") || domain.endsWith(".group.test");
        if (behind) { // whose server has no postmaster there
            return printed.toLowerCase(Locale.ROOT).startsWith("<postmaster@");
        }
        return domain.equals("example.test")
                || domain.equals("closed.test") // suspended, but its postmaster still gets mail
                || domain.equals("[203.0.113.25]");
    }
}
