package org.sekisho.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sekisho.address.Domain;
import org.sekisho.address.IpAddress;
import org.sekisho.address.Mailbox;
import org.sekisho.message.Received.Protocol;

class TraceTest {
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    /// The hour that New York lives through twice, and the one it leaves out.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2026-11-01T05:30:00Z | Sun, 1 Nov 2026 01:30:00 -0400",
                "2026-11-01T06:30:00Z | Sun, 1 Nov 2026 01:30:00 -0500",
                "2026-03-08T06:59:59Z | Sun, 8 Mar 2026 01:59:59 -0500",
                "2026-03-08T07:00:00Z | Sun, 8 Mar 2026 03:00:00 -0400"
            })
    void datesCarryTheOffsetOfTheirMoment(String instant, String printed) {
        assertEquals(printed, MailDate.print(Instant.parse(instant), NEW_YORK));
    }

    @Test
    void datesAreEnglishInEveryMonth() {
        var names = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ", -1);
        for (int month = 1; month <= 12; month++) {
            var moment = ZonedDateTime.of(2026, month, 15, 1, 2, 3, 0, ZoneId.of("Asia/Tokyo"));
            String printed = MailDate.print(moment.toInstant(), ZoneId.of("Asia/Tokyo"));
            assertTrue(
                    printed.matches("(Mon|Tue|Wed|Thu|Fri|Sat|Sun), 15 " + names[month - 1] + " 2026 01:02:03 \\+0900"),
                    printed);
        }
        assertEquals("Thu, 1 Jan 1970 00:00:00 +0000", MailDate.print(Instant.EPOCH, ZoneId.of("UTC")));
    }

    @ParameterizedTest
    @CsvSource({
        "false, false, false, false, false, SMTP",
        "false, true, false, false, false, ESMTP",
        "false, true, false, true, false, ESMTPS",
        "false, true, false, false, true, ESMTPA",
        "false, true, false, true, true, ESMTPSA",
        "false, true, true, false, false, UTF8SMTP",
        "false, true, true, true, true, UTF8SMTPSA",
        "true, true, false, false, false, LMTP",
        "true, true, false, true, true, LMTPSA",
        "true, true, true, true, false, UTF8LMTPS"
    })
    void protocolsHaveTheirRegisteredNames(
            boolean lmtp, boolean extended, boolean utf8, boolean tls, boolean authenticated, String keyword) {
        assertEquals(keyword, new Protocol(lmtp, extended, utf8, tls, authenticated).keyword());
    }

    @Test
    void aReceivedFieldHoldsOnlyWhatWeWrite() {
        var received = new Received(
                "evil\r\nX-Spam: no (x) <y>; z",
                IpAddress.of("2001:db8::1"),
                new Domain("mx.example.test"),
                new Protocol(false, true, false, true, false),
                "TLSv1.3 TLS_AES_256_GCM_SHA384",
                "q1",
                Optional.of(Mailbox.of("a@b.test")));
        assertEquals("""
                Received: from evil??X-Spam:?no??x???y???z ([IPv6:2001:db8::1])\r
                \tby mx.example.test with ESMTPS (TLSv1.3?TLS_AES_256_GCM_SHA384)\r
                \tid q1\r
                \tfor <a@b.test>;\r
                \tThu, 1 Jan 1970 09:00:00 +0900\r
                """, received.print(Instant.EPOCH, ZoneId.of("Asia/Tokyo")));
    }

    @Test
    void messageIdsDiffer() {
        var random = new Random(1);
        var host = new Domain("mx.example.test");
        var one = MessageId.create(host, Instant.EPOCH, random);
        assertNotEquals(one, MessageId.create(host, Instant.EPOCH, random));
        assertTrue(one.value().matches("<[0-9a-z]+\\.[0-9a-z]+@mx\\.example\\.test>"), one.value());
    }
}
