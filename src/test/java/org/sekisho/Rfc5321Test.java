package org.sekisho;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.sekisho.address.AddressLiteral;
import org.sekisho.address.Domain;
import org.sekisho.address.ForwardPath;
import org.sekisho.address.IpAddress;
import org.sekisho.address.Mailbox;
import org.sekisho.address.PathParser;
import org.sekisho.address.ReversePath;
import org.sekisho.address.SyntaxError;
import org.sekisho.smtp.Reply;

/// RFC 5321, what its formats say, section by section.
class Rfc5321Test {
    @Nested
    class S2_3_11_MailboxAndAddress {
        /// Each of these asks somebody else's old mail system to send it on.
        @Test
        void percentAndBangAreOrdinary() {
            for (String local : new String[] {"a%outside.test", "outside.test!a", "a%b%c", "!", "a!b%c"}) {
                var mailbox = Mailbox.of(local + "@example.test");
                assertEquals(local, mailbox.localPart().value());
                assertEquals(new Domain("example.test"), mailbox.host());
            }
        }
    }

    @Nested
    class S2_4_CommandSyntax {
        @Test
        void onlyTheDomainIgnoresCase() {
            assertEquals(Mailbox.of("Ann@EXAMPLE.test"), Mailbox.of("Ann@example.TEST"));
            assertNotEquals(Mailbox.of("Ann@example.test"), Mailbox.of("ann@example.test"));
        }
    }

    @Nested
    class S4_1_1_2_Mail {
        @Test
        void theNullReversePathIsOneOfItsOwn() {
            assertInstanceOf(ReversePath.Null.class, new PathParser("<>").reversePath());
        }
    }

    @Nested
    class S4_1_1_3_Rcpt {
        @Test
        void sourceRoutesAreRefused() {
            assertThrows(SyntaxError.class, () -> new PathParser("<@relay.test:a@b.test>").forwardPath());
        }

        @Test
        void aForwardPathIsNeverNull() {
            assertThrows(SyntaxError.class, () -> new PathParser("<>").forwardPath());
        }
    }

    @Nested
    class S4_1_2_ArgumentSyntax {
        @Test
        void aQuotedAtChangesNoDomain() {
            var mailbox = Mailbox.of("\"a@outside.test\"@example.test");
            assertEquals("a@outside.test", mailbox.localPart().value());
            assertEquals(new Domain("example.test"), mailbox.host());
        }
    }

    @Nested
    class S4_1_3_AddressLiterals {
        @Test
        void bothFamilies() {
            assertEquals(
                    new AddressLiteral(IpAddress.of("192.0.2.1")),
                    Mailbox.of("a@[192.0.2.1]").host());
            assertEquals(
                    new AddressLiteral(IpAddress.of("2001:db8::1")),
                    Mailbox.of("a@[IPv6:2001:DB8:0::1]").host());
            assertEquals(Mailbox.of("a@[192.0.2.1]"), Mailbox.of("a@[IPv6:::ffff:192.0.2.1]"));
        }
    }

    @Nested
    class S4_2_Replies {
        @Test
        void theFirstDigitSaysWhatBecameOfIt() {
            assertTrue(Reply.of(250, "2.0.0", "ok").isPositive());
            assertTrue(Reply.of(354, "", "go on").isIntermediate());
            assertTrue(Reply.of(451, "4.3.0", "later").isTransient());
            assertTrue(Reply.of(550, "5.7.1", "never").isPermanent());
        }
    }

    @Nested
    class S4_5_1_MinimumImplementation {
        @Test
        void postmasterNeedsNoDomain() {
            assertInstanceOf(ForwardPath.Postmaster.class, new PathParser("<POSTMASTER>").forwardPath());
            assertInstanceOf(ForwardPath.To.class, new PathParser("<postmaster@example.test>").forwardPath());
        }
    }
}
