package org.sekisho.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.address.ForwardPath;
import org.sekisho.address.Mailbox;
import org.sekisho.address.ReversePath;
import org.sekisho.address.SyntaxError;
import org.sekisho.testing.Dice;

class CommandParserTest {
    private static final List<String> LINES = List.of(
            "EHLO x.test",
            "HELO [192.0.2.1]",
            "LHLO x",
            "MAIL FROM:<a@b.test> SIZE=10 BODY=8BITMIME SMTPUTF8 RET=HDRS",
            "MAIL FROM:<> ENVID=a+2Bb AUTH=<>",
            "RCPT TO:<a@b.test> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;a+2Bb@c.test",
            "RCPT TO:<postmaster>",
            "DATA",
            "BDAT 100 LAST",
            "BDAT 0",
            "RSET",
            "NOOP x",
            "QUIT",
            "STARTTLS",
            "AUTH PLAIN AGEAYg==",
            "AUTH PLAIN =",
            "AUTH LOGIN",
            "VRFY a",
            "EXPN b",
            "HELP",
            "ETRN x",
            "XCLIENT ADDR=192.0.2.1 NAME=[UNAVAILABLE]",
            "XFORWARD ADDR=IPV6:2001:db8::1 HELO=a+20b",
            "WHAT is this");

    private static Command parse(String line) {
        return CommandParser.parse(line.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsMailWithItsParameters() {
        assertEquals(
                new Command.Mail(
                        new ReversePath.From(Mailbox.of("a@b.test")),
                        OptionalLong.of(10),
                        true,
                        true,
                        Optional.of("HDRS"),
                        Optional.of("x+y")),
                parse("mail from:<a@b.test> size=10 body=8bitmime smtputf8 ret=hdrs envid=x+2By"));
        assertEquals(parse("MAIL FROM:<a@b.test>"), parse("MAIL FROM: <a@b.test>")); // as Outlook writes it
    }

    @Test
    void readsRcptWithItsParameters() {
        assertEquals(
                new Command.Rcpt(
                        new ForwardPath.To(Mailbox.of("\"a b\"@c.test")),
                        Set.of("SUCCESS", "DELAY"),
                        Optional.of("rfc822;a+b@c.test")),
                parse("RCPT TO:<\"a b\"@c.test> NOTIFY=success,delay ORCPT=rfc822;a+2Bb@c.test"));
        assertEquals(
                new Command.Rcpt(new ForwardPath.Postmaster(), Set.of(), Optional.empty()),
                parse("RCPT TO:<Postmaster>"));
    }

    /// RFC 6533 §3: UTF-8 as it is, or in the 7-bit form.
    @Test
    void originalRecipientsBeyondAsciiAreRead() {
        for (String written : List.of("\\x{7528}\\x{6237}\\x{2B}@x.test", "用户+2B@x.test")) {
            var rcpt = assertInstanceOf(Command.Rcpt.class, parse("RCPT TO:<a@b.test> ORCPT=utf-8;" + written));
            assertEquals(Optional.of("utf-8;用户+@x.test"), rcpt.originalRecipient());
        }
        assertThrows(SyntaxError.class, () -> parse("RCPT TO:<a@b.test> ORCPT=rfc822;用@x.test"));
        for (String bad : List.of(
                "\\x{}", "\\x{0A}", "\\x{D800}", "\\x{110000}", "\\x{7528", "\\", "\\x{zz}", "\\x{5c}", "a\u0085")) {
            assertThrows(SyntaxError.class, () -> parse("RCPT TO:<a@b.test> ORCPT=utf-8;" + bad), bad);
        }
    }

    /// In Unicode other letters have ASCII ones as their upper case.
    @Test
    void wordsOfTheProtocolAreAscii() {
        assertEquals(new Command.Unknown("MA\u0131L"), parse("MA\u0131L FROM:<a@b.test>"));
        assertEquals(new Command.Unknown("R\u017FET"), parse("R\u017FET"));
        assertThrows(SyntaxError.class, () -> parse("MAIL FROM:<a@b.test> S\u0131ZE=1"));
        assertThrows(SyntaxError.class, () -> parse("MAIL FROM:<a@b.test> BODY=8B\u0131TMIME"));
    }

    @Test
    void unknownParametersAreToldApartFromWrongOnes() {
        assertEquals(new Command.UnknownParameter("FOO"), parse("MAIL FROM:<a@b.test> FOO=1"));
        assertEquals(new Command.UnknownParameter("SIZE"), parse("RCPT TO:<a@b.test> SIZE=1"));
    }

    @Test
    void readsTheRest() {
        assertEquals(new Command.Bdat(100, true), parse("BDAT 100 last"));
        assertEquals(new Command.Auth("PLAIN", Optional.of("=")), parse("auth plain ="));
        assertEquals(
                new Command.Xclient(Map.of("ADDR", "192.0.2.1", "NAME", "[UNAVAILABLE]")),
                parse("XCLIENT ADDR=192.0.2.1 NAME=[UNAVAILABLE]"));
        assertEquals(new Command.Unknown("WHAT"), parse("what is this"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EHLO",
                "EHLO a b",
                "MAIL",
                "MAIL FROM",
                "MAIL FROM:",
                "MAIL FROM:a@b.test",
                "MAIL FROM:<a@b.test",
                "MAIL FROM:<a@b.test>SIZE=1",
                "MAIL FROM:<a@b.test> SIZE",
                "MAIL FROM:<a@b.test> SIZE=-1",
                "MAIL FROM:<a@b.test> SIZE=x",
                "MAIL FROM:<a@b.test> SIZE=1 SIZE=1",
                "MAIL FROM:<a@b.test> size=1 SIZE=2",
                "MAIL FROM:<a@b.test> BODY=7BITS",
                "MAIL FROM:<a@b.test> SMTPUTF8=1",
                "MAIL FROM:<a@b.test> RET=ALL",
                "MAIL FROM:<a@b.test> =x",
                "MAIL FROM:<a@b.test> ENVID=",
                "MAIL FROM:<a@b.test> ENVID=a+2",
                "MAIL FROM:<a@b.test> ENVID=a+2b",
                "MAIL FROM:<a@b.test> ENVID=a=b",
                "MAIL FROM:<a@b.test> ENVID=a+0D+0Ab",
                "MAIL TO:<a@b.test>",
                "MAIL FROM :<a@b.test>",
                "RCPT TO:<>",
                "RCPT FROM:<a@b.test>",
                "RCPT TO:<@r.test:a@b.test>",
                "RCPT TO:<a@b.test> NOTIFY=NEVER,SUCCESS",
                "RCPT TO:<a@b.test> NOTIFY=",
                "RCPT TO:<a@b.test> NOTIFY=SUCCESS,",
                "RCPT TO:<a@b.test> NOTIFY=X",
                "RCPT TO:<a@b.test> ORCPT=a",
                "RCPT TO:<a@b.test> ORCPT=;a",
                "RCPT TO:<a@b.test> ORCPT=rfc822;",
                "RCPT TO:<a@b.test> ORCPT=rfc822;a+0D",
                "RCPT TO:<a@b.test> ORCPT=rf c;a",
                "DATA x",
                "BDAT",
                "BDAT x",
                "BDAT -1",
                "BDAT 1 FIRST",
                "BDAT 1 LAST x",
                "BDAT 99999999999999999999",
                "STARTTLS x",
                "RSET x",
                "QUIT now",
                "AUTH",
                "AUTH PLAIN a b",
                "XCLIENT",
                "XCLIENT ADDR",
                "XCLIENT ADDR=a ADDR=b",
                "RCPT TO:<a@b.test> ORCPT=r@c;a",
                "DATA\0",
                "DA\tTA",
                "NOOP \u0007"
            })
    void refuses(String line) {
        assertThrows(SyntaxError.class, () -> parse(line));
    }

    @Test
    void octetsThatAreNoTextAreRefused() {
        byte[] line = "MAIL FROM:<a@b.test>".getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < line.length; i++) {
            byte[] broken = line.clone();
            broken[i] = (byte) 0xFF;
            assertThrows(SyntaxError.class, () -> CommandParser.parse(broken));
        }
    }

    @Test
    void noLineBreaksTheParser() {
        String alphabet = "abAB01:<>@.=+;,\" \\-é\0\r\n\tFROMTO\u0130";
        Dice.check(100_000, dice -> {
            String line = dice.mutated(dice.of(LINES), alphabet);
            try {
                Command command = parse(line);
                if (command instanceof Command.Mail mail) {
                    mail.envelopeId().ifPresent(id -> assertTrue(id.chars().allMatch(c -> c >= ' ' && c < 127), id));
                }
            } catch (SyntaxError _) {
                // the only way to say no
            }
        });
    }

    @Test
    void xtextComesBack() {
        Dice.check(20_000, dice -> {
            String text = dice.text("abc+= !~\"<>;@09", dice.below(20));
            assertEquals(text, Xtext.decode(Xtext.encode(text)));
            assertTrue(Xtext.encode(text).chars().allMatch(c -> c > ' ' && c < 127 && c != '='));
            String address = dice.text(
                    "a@+=\\{}用é\uD83D\uDE00"
                            .codePoints()
                            .mapToObj(Character::toString)
                            .toList(),
                    8);
            String encoded = Xtext.encodeAddress("utf-8", address);
            assertTrue(encoded.chars().allMatch(c -> c > ' ' && c < 127 && c != '=' && c != '+'));
            assertEquals(address, Xtext.decodeAddress("UTF-8", encoded));
        });
        assertInstanceOf(Command.Noop.class, parse("NOOP"));
    }
}
