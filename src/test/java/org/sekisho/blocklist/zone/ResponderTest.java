package org.sekisho.blocklist.zone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sekisho.address.Domain;
import org.sekisho.address.IpAddress;
import org.sekisho.address.Mailbox;
import org.sekisho.address.Network;
import org.sekisho.blocklist.Blocklist;
import org.sekisho.blocklist.Effect;
import org.sekisho.blocklist.Origin;
import org.sekisho.blocklist.Stage;
import org.sekisho.blocklist.Subject;
import org.sekisho.blocklist.Terms;
import org.sekisho.testing.Dice;
import org.sekisho.testing.MemoryStore;
import org.sekisho.testing.RecordedEvents;
import org.sekisho.testing.SetClock;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

final class ResponderTest {
    private static final InetAddress FRIEND = IpAddress.of("127.0.0.1");
    private static final Instant NOW = Instant.parse("2026-05-01T00:00:00Z");
    private static final String LONG = "x".repeat(Terms.MAX_REASON);

    private final RecordedEvents events = new RecordedEvents();
    private final Blocklist list = Blocklist.open(new MemoryStore(), new SetClock(NOW), events);
    private final ZoneSettings settings = new ZoneSettings(
            List.of(Domain.of("bl.test"), Domain.of("second.bl.test")),
            Domain.of("ns.test"),
            Mailbox.of("host.master@mx.test"),
            Duration.ofMinutes(5),
            List.of(Network.of("127.0.0.0/8")),
            100);
    private final Responder responder = new Responder(list, () -> settings, events);

    @BeforeEach
    void fill() throws Exception {
        for (String subject : List.of("192.0.2.0/24", "2001:db8::/32", ".spam.example", "127.0.0.0/8", "!192.0.2.9")) {
            boolean allow = subject.startsWith("!");
            var terms = new Terms(
                    allow ? Effect.ALLOW : Effect.BLOCK,
                    Stage.AT_ONCE,
                    subject.startsWith("2001") ? LONG : "a \"farm\" \\ $",
                    NOW,
                    Optional.empty(),
                    new Origin.ByHand("root"));
            list.add(List.of(new Blocklist.Wish(Subject.of(allow ? subject.substring(1) : subject), terms)));
        }
    }

    private static Message query(String name, int type) throws IOException {
        return Message.newQuery(Record.newRecord(Name.fromString(name + "."), type, DClass.IN));
    }

    private Message ask(Message query, InetAddress client) throws IOException {
        return new Message(responder.answer(query.toWire(), client, true).orElseThrow());
    }

    private Message ask(String name, int type) throws IOException {
        return ask(query(name, type), FRIEND);
    }

    /// RFC 5782 §2.1, §2.4, §3, §5.
    @ParameterizedTest
    @CsvSource({
        "7.2.0.192, true",
        "9.2.0.192, false",
        "7.3.0.192, false",
        "2.0.0.127, true",
        "1.0.0.127, false",
        "test, true",
        "invalid, false",
        "spam.example, true",
        "WWW.Spam.Example, true",
        "good.example, false",
        "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2, true",
        "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.9.b.d.0.1.0.0.2, false",
        "2.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0, true",
        "1.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0, false",
        "999.2.0.192, false",
        "a_b.c-.example, false",
    })
    void listedOrNot(String labels, boolean listed) throws IOException {
        for (String zone : List.of(".bl.test", ".second.bl.test")) {
            Message answer = ask(labels + zone, Type.A);
            assertEquals(listed ? Rcode.NOERROR : Rcode.NXDOMAIN, answer.getRcode());
            assertEquals(listed ? 1 : 0, answer.getSection(Section.ANSWER).size());
            if (listed) {
                assertEquals(
                        "127.0.0.2",
                        answer.getSection(Section.ANSWER).getFirst().rdataToString());
            } else {
                assertEquals(
                        Type.SOA,
                        answer.getSection(Section.AUTHORITY).getFirst().getType());
            }
        }
    }

    @Test
    void theReasonAsItWasGiven() throws IOException {
        Message answer = ask("7.2.0.192.bl.test", Type.TXT);
        assertEquals(
                "\"a \\\"farm\\\" \\\\ $\"",
                answer.getSection(Section.ANSWER).getFirst().rdataToString());
    }

    @Test
    void theZoneItself() throws IOException {
        assertEquals(
                "ns.test. host\\.master.mx.test. 5 3600 600 604800 300",
                ask("bl.test", Type.SOA).getSection(Section.ANSWER).getFirst().rdataToString());
        assertEquals(
                "ns.test.",
                ask("bl.test", Type.NS).getSection(Section.ANSWER).getFirst().rdataToString());
        assertEquals(Rcode.NOERROR, ask("bl.test", Type.A).getRcode());
        assertEquals(Rcode.NOERROR, ask("0.192.bl.test", Type.A).getRcode(), "there are names below it");
        assertEquals(Rcode.NOERROR, ask("7.2.0.192.bl.test", Type.MX).getRcode());
    }

    @Test
    void whatIsRefused() throws IOException {
        assertEquals(Rcode.REFUSED, ask("7.2.0.192.other.test", Type.A).getRcode());
        assertEquals(Rcode.REFUSED, ask("bl.test", Type.AXFR).getRcode());
        Message query = query("7.2.0.192.bl.test", Type.TXT);
        byte[] refusal = responder
                .answer(query.toWire(), IpAddress.of("192.0.2.1"), true)
                .orElseThrow();
        assertEquals(Rcode.REFUSED, new Message(refusal).getRcode());
        assertEquals(query.toWire().length, refusal.length);
        Message notify = query("bl.test", Type.SOA);
        notify.getHeader().setOpcode(Opcode.NOTIFY);
        assertEquals(Rcode.NOTIMP, ask(notify, FRIEND).getRcode());
        Message newer = query("bl.test", Type.SOA);
        newer.addRecord(new OPTRecord(1232, 0, 1), Section.ADDITIONAL);
        assertEquals(Rcode.BADVERS, ask(newer, FRIEND).getRcode());
        Message answer = query("bl.test", Type.SOA);
        answer.getHeader().setFlag(Flags.QR);
        assertEquals(Optional.empty(), responder.answer(answer.toWire(), FRIEND, true), "no answer to an answer");
    }

    @Test
    void malformedIsSaidOrDropped() throws IOException {
        assertEquals(Optional.empty(), responder.answer(new byte[11], FRIEND, true));
        assertEquals(Optional.empty(), responder.answer(new byte[Responder.MAX_QUERY + 1], FRIEND, true));
        byte[] cut = query("7.2.0.192.bl.test", Type.A).toWire();
        byte[] said = responder.answer(Arrays.copyOf(cut, 20), FRIEND, true).orElseThrow();
        assertEquals(12, said.length);
        assertEquals(Rcode.FORMERR, said[3] & 15);
    }

    /// Whatever comes: no exception but a bug's, never an answer to an answer, never much more than was sent.
    @Test
    void noPacketDoesHarm() throws IOException {
        List<byte[]> seeds = List.of(
                query("7.2.0.192.bl.test", Type.TXT).toWire(),
                query("1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.bl.test", Type.TXT)
                        .toWire(),
                query("bl.test", Type.ANY).toWire());
        Dice.check(20_000, dice -> {
            byte[] packet = dice.oneIn(10)
                    ? dice.octets(dice.below(80))
                    : dice.of(seeds).clone();
            for (int i = dice.below(4); i > 0 && packet.length > 0; i--) {
                packet[dice.below(packet.length)] = (byte) dice.below(256);
            }
            Optional<byte[]> answer = responder.answer(packet, FRIEND, true);
            if (answer.isPresent()) {
                assertTrue((answer.get()[2] & 0x80) != 0);
                assertFalse((packet[2] & 0x80) != 0);
                assertTrue(answer.get().length <= Math.max(12, packet.length * Responder.AMPLIFICATION));
                assertTrue(answer.get().length <= 1232);
            }
        });
    }
}
