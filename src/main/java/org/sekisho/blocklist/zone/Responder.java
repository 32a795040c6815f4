package org.sekisho.blocklist.zone;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.sekisho.address.Domain;
import org.sekisho.address.IpAddress;
import org.sekisho.blocklist.Blocklist;
import org.sekisho.events.Counters;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/// Answers queries for the zone from the list in memory: A and TXT of what is listed, SOA and NS of the zone
/// itself (RFC 1035, RFC 5782). The wire format is dnsjava's. Safe from any thread; no I/O.
///
/// It does not lend itself to floods with forged senders: an answer over UDP is at most [#AMPLIFICATION] times
/// its query, else it is cut short (TC), and what it refuses is as long as the query.
final class Responder {
    static final int MAX_QUERY = 1232; // octets
    static final int AMPLIFICATION = 8;

    private static final int HEADER = 12; // octets; RFC 1035 §4.1.1
    private static final int QR = 0x80; // in the third octet: this is an answer
    private static final int PLAIN_UDP = 512; // octets; RFC 1035 §4.2.1
    private static final int UDP_PAYLOAD = 1232; // octets; RFC 9715 §3.1
    private static final int EXTENDED_BADVERS = Rcode.BADVERS / 16; // its upper octets, in OPT; RFC 6891 §6.1.3
    private static final int TCP_PAYLOAD = 65_535;
    private static final InetAddress LISTED = IpAddress.of("127.0.0.2"); // RFC 5782 §2.1
    private static final long REFRESH = 3_600; // seconds; of the SOA, for secondaries, which there are none of
    private static final long RETRY = 600;
    private static final long EXPIRE = 604_800;

    private final Blocklist list;
    private final Listings listings;
    private final Supplier<ZoneSettings> settings;
    private final Counters counters;

    Responder(Blocklist list, Supplier<ZoneSettings> settings, Counters counters) {
        this.list = list;
        this.listings = new Listings(list);
        this.settings = settings;
        this.counters = counters;
    }

    /// @return empty: say nothing at all
    Optional<byte[]> answer(byte[] query, InetAddress client, boolean udp) {
        if (query.length < HEADER || query.length > MAX_QUERY || (query[2] & QR) != 0) {
            counters.count("dnsbl_queries", "result", "dropped");
            return Optional.empty();
        }
        Message message;
        try {
            message = new Message(query);
        } catch (IOException _) {
            counters.count("dnsbl_queries", "result", "malformed");
            return Optional.of(malformed(query));
        }
        Message answer = answer(message, client);
        counters.count(
                "dnsbl_queries", "result", Rcode.string(answer.getRcode()).toLowerCase(Locale.ROOT));
        return Optional.of(fitting(answer, message, query.length, udp));
    }

    /// The header alone: what follows was not understood.
    private static byte[] malformed(byte[] query) {
        var header = new Header((query[0] & 255) << 8 | (query[1] & 255));
        header.setFlag(Flags.QR);
        header.setRcode(Rcode.FORMERR);
        return header.toWire();
    }

    private static byte[] fitting(Message answer, Message query, int queryOctets, boolean udp) {
        if (!udp) {
            return answer.toWire(TCP_PAYLOAD);
        }
        OPTRecord edns = query.getOPT();
        int limit = edns == null ? PLAIN_UDP : Math.clamp(edns.getPayloadSize(), PLAIN_UDP, UDP_PAYLOAD);
        byte[] octets = answer.toWire(limit);
        if (octets.length <= queryOctets * AMPLIFICATION) {
            return octets;
        }
        answer.removeAllRecords(Section.ANSWER);
        answer.removeAllRecords(Section.AUTHORITY);
        answer.getHeader().setFlag(Flags.TC);
        return answer.toWire(limit);
    }

    private Message answer(Message query, InetAddress client) {
        Message answer = emptyAnswer(query);
        Header header = query.getHeader();
        if (header.getOpcode() != Opcode.QUERY) {
            return with(answer, Rcode.NOTIMP);
        }
        boolean plain = header.getCount(Section.QUESTION) == 1
                && header.getCount(Section.ANSWER) == 0
                && header.getCount(Section.AUTHORITY) == 0;
        if (!plain) {
            return with(answer, Rcode.FORMERR);
        }
        OPTRecord edns = query.getOPT();
        if (edns != null && edns.getVersion() > 0) {
            answer.removeAllRecords(Section.ADDITIONAL);
            answer.addRecord(new OPTRecord(UDP_PAYLOAD, EXTENDED_BADVERS, 0), Section.ADDITIONAL);
            return with(answer, Rcode.NOERROR);
        }
        ZoneSettings now = settings.get();
        Record question = query.getQuestion();
        Optional<Name> zone = now.mayAsk(client) && question.getDClass() == DClass.IN
                ? zone(now, question.getName())
                : Optional.empty();
        boolean transfer = question.getType() == Type.AXFR || question.getType() == Type.IXFR;
        return zone.isEmpty() || transfer ? with(answer, Rcode.REFUSED) : fromZone(answer, now, zone.get(), question);
    }

    private static Message emptyAnswer(Message query) {
        var answer = new Message(query.getHeader().getID());
        Header header = answer.getHeader();
        header.setOpcode(query.getHeader().getOpcode());
        header.setFlag(Flags.QR);
        if (query.getHeader().getFlag(Flags.RD)) {
            header.setFlag(Flags.RD);
        }
        Record question = query.getQuestion();
        if (question != null) {
            answer.addRecord(question, Section.QUESTION);
        }
        if (query.getOPT() != null) {
            answer.addRecord(new OPTRecord(UDP_PAYLOAD, 0, 0), Section.ADDITIONAL);
        }
        return answer;
    }

    private static Message with(Message answer, int rcode) {
        answer.getHeader().setRcode(rcode);
        return answer;
    }

    private static Optional<Name> zone(ZoneSettings settings, Name asked) {
        List<Name> zones = new ArrayList<>();
        for (Domain each : settings.zones()) {
            zones.add(name(each));
        }
        return zones.stream().filter(asked::subdomain).max(Comparator.comparingInt(Name::labels));
    }

    private static Name name(Domain domain) {
        try {
            return Name.fromString(domain.name(), Name.root);
        } catch (TextParseException e) {
            throw new IllegalStateException(e); // a domain has at most 253 octets
        }
    }

    private Message fromZone(Message answer, ZoneSettings now, Name zone, Record question) {
        answer.getHeader().setFlag(Flags.AA);
        long ttl = now.ttl().toSeconds();
        Name asked = question.getName();
        int depth = asked.labels() - zone.labels();
        if (depth == 0) {
            return apex(answer, now, zone, question.getType());
        }
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < depth; i++) {
            labels.add(asked.getLabelString(i));
        }
        switch (listings.at(labels)) {
            case Listings.Found.Listed(var reason) -> {
                switch (question.getType()) {
                    case Type.A, Type.ANY ->
                        answer.addRecord(new ARecord(asked, DClass.IN, ttl, LISTED), Section.ANSWER);
                    case Type.TXT -> answer.addRecord(text(asked, ttl, reason), Section.ANSWER);
                    default -> answer.addRecord(soa(now, zone), Section.AUTHORITY);
                }
            }
            case Listings.Found.Above() -> answer.addRecord(soa(now, zone), Section.AUTHORITY);
            case Listings.Found.Nothing() -> {
                answer.getHeader().setRcode(Rcode.NXDOMAIN);
                answer.addRecord(soa(now, zone), Section.AUTHORITY);
            }
        }
        return answer;
    }

    /// A reason has at most 200 octets of ASCII: one string of a TXT record.
    private static TXTRecord text(Name name, long ttl, String reason) {
        return new TXTRecord(name, DClass.IN, ttl, reason.replace("\\", "\\\\").replace("\"", "\\\""));
    }

    private Message apex(Message answer, ZoneSettings now, Name zone, int type) {
        switch (type) {
            case Type.SOA, Type.ANY -> answer.addRecord(soa(now, zone), Section.ANSWER);
            case Type.NS ->
                answer.addRecord(
                        new NSRecord(zone, DClass.IN, now.ttl().toSeconds(), name(now.nameServer())), Section.ANSWER);
            default -> answer.addRecord(soa(now, zone), Section.AUTHORITY);
        }
        return answer;
    }

    /// RFC 2308 §3: the lesser of its own time and its minimum says how long a "no" may be remembered.
    private SOARecord soa(ZoneSettings now, Name zone) {
        long ttl = now.ttl().toSeconds();
        return new SOARecord(
                zone,
                DClass.IN,
                ttl,
                name(now.nameServer()),
                mailbox(now, zone),
                list.version() & 0xffff_ffffL,
                REFRESH,
                RETRY,
                EXPIRE,
                ttl);
    }

    /// RFC 1035 §8: the local part is the first label.
    private static Name mailbox(ZoneSettings now, Name zone) {
        String local = now.contact().localPart().value().replace("\\", "\\\\").replace(".", "\\.");
        try {
            return Name.fromString(local + "." + now.contact().host() + ".", Name.root);
        } catch (TextParseException _) {
            return zone; // a local part that no label holds
        }
    }
}
