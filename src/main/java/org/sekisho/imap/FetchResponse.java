package org.sekisho.imap;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.sekisho.message.Envelope;
import org.sekisho.message.Part;

/// Prints FETCH responses: begin, items in any order, end. RFC 9051 §7.5.2. Prints straight into the buffer, so that
/// a hundred thousand of them cost no more than their octets. Used by one thread.
public final class FetchResponse {
    private static final int SECONDS_OF_MINUTE = 60;
    private static final int MINUTES_OF_HOUR = 60;

    private final ResponseBuffer buffer;
    private final boolean unicode;
    private boolean first = true;

    public FetchResponse(ResponseBuffer buffer, ParserMode mode) {
        this.buffer = buffer;
        this.unicode = mode.unicode();
    }

    /// @param number the message's number
    public FetchResponse begin(long number) {
        buffer.ascii("* ").number(number).ascii(" FETCH (");
        first = true;
        return this;
    }

    /// RFC 9586 §3.1: with UIDONLY messages have no numbers.
    public FetchResponse beginUid(long uid) {
        buffer.ascii("* ").number(uid).ascii(" UIDFETCH (");
        first = true;
        return this;
    }

    public void end() {
        buffer.ascii(")\r\n");
    }

    private ResponseBuffer item(String name) {
        if (!first) {
            buffer.space();
        }
        first = false;
        return buffer.ascii(name);
    }

    public FetchResponse uid(long uid) {
        item("UID ").number(uid);
        return this;
    }

    /// @param flags system flags and keywords
    public FetchResponse flags(List<String> flags) {
        item("FLAGS ").flags(flags);
        return this;
    }

    /// RFC 7162.
    public FetchResponse modSeq(long modSeq) {
        item("MODSEQ (").number(modSeq).octet(')');
        return this;
    }

    public FetchResponse size(long octets) {
        item("RFC822.SIZE ").number(octets);
        return this;
    }

    public FetchResponse internalDate(OffsetDateTime date) {
        item("INTERNALDATE ");
        dateTime(date);
        return this;
    }

    public FetchResponse envelope(Envelope envelope) {
        item("ENVELOPE ");
        new StructurePrinter(buffer, unicode).envelope(envelope);
        return this;
    }

    /// BODYSTRUCTURE.
    /// @param root the message itself
    public FetchResponse bodyStructure(Part root) {
        item("BODYSTRUCTURE ");
        new StructurePrinter(buffer, unicode).body(root, true);
        return this;
    }

    /// BODY: the structure without extensions.
    /// @param root the message itself
    public FetchResponse body(Part root) {
        item("BODY ");
        new StructurePrinter(buffer, unicode).body(root, false);
        return this;
    }

    /// RFC 8514.
    /// @param date empty: the mailbox does not know
    public FetchResponse saveDate(Optional<OffsetDateTime> date) {
        item("SAVEDATE ");
        date.ifPresentOrElse(this::dateTime, () -> buffer.ascii("NIL"));
        return this;
    }

    private void dateTime(OffsetDateTime date) {
        int day = date.getDayOfMonth();
        buffer.octet('"').octet(day < 10 ? ' ' : '0' + day / 10).octet('0' + day % 10);
        buffer.octet('-').ascii(Dates.MONTHS.get(date.getMonthValue() - 1)).octet('-');
        int year = Math.clamp(date.getYear(), 0, 9999);
        buffer.twoDigits(year / 100).twoDigits(year % 100).space();
        buffer.twoDigits(date.getHour()).octet(':').twoDigits(date.getMinute());
        buffer.octet(':').twoDigits(date.getSecond()).space();
        int minutes = date.getOffset().getTotalSeconds() / SECONDS_OF_MINUTE;
        buffer.octet(minutes < 0 ? '-' : '+');
        buffer.twoDigits(Math.abs(minutes) / MINUTES_OF_HOUR).twoDigits(Math.abs(minutes) % MINUTES_OF_HOUR);
        buffer.octet('"');
    }

    /// RFC 8474.
    public FetchResponse emailId(String id) {
        item("EMAILID (").ascii(id).octet(')');
        return this;
    }

    /// RFC 8474.
    public FetchResponse threadId(Optional<String> id) {
        item("THREADID ");
        id.ifPresentOrElse(known -> buffer.octet('(').ascii(known).octet(')'), () -> buffer.ascii("NIL"));
        return this;
    }

    /// RFC 8970.
    /// @param text empty: not there yet (LAZY)
    public FetchResponse preview(Optional<String> text) {
        item("PREVIEW ");
        text.ifPresentOrElse(known -> buffer.string(known, unicode), () -> buffer.ascii("NIL"));
        return this;
    }

    /// `BODY[…]<origin> {n}`: the octets follow, and the server puts them behind this.
    /// @param octets as many as follow
    public FetchResponse bodyHead(FetchItem.Body body, long octets) {
        bodyName(body);
        buffer.space().literalHead(octets, false);
        return this;
    }

    /// There is no such part: NIL.
    public FetchResponse noBody(FetchItem.Body body) {
        bodyName(body);
        buffer.ascii(" NIL");
        return this;
    }

    private void bodyName(FetchItem.Body body) {
        item("BODY[");
        section(body.section());
        buffer.octet(']');
        origin(body.partial());
    }

    private void origin(Optional<FetchItem.Partial> partial) {
        partial.ifPresent(known -> buffer.octet('<').number(known.offset()).octet('>'));
    }

    private void section(Section section) {
        part(section.part());
        String dot = section.part().isEmpty() ? "" : ".";
        switch (section) {
            case Section.Whole _ -> {}
            case Section.Header _ -> buffer.ascii(dot).ascii("HEADER");
            case Section.Text _ -> buffer.ascii(dot).ascii("TEXT");
            case Section.Mime _ -> buffer.ascii(dot).ascii("MIME");
            case Section.HeaderFields fields -> {
                buffer.ascii(dot).ascii(fields.not() ? "HEADER.FIELDS.NOT (" : "HEADER.FIELDS (");
                String between = "";
                for (String name : fields.names()) {
                    buffer.ascii(between).astring(name, unicode);
                    between = " ";
                }
                buffer.octet(')');
            }
        }
    }

    private void part(List<Integer> part) {
        for (int i = 0; i < part.size(); i++) {
            if (i > 0) {
                buffer.octet('.');
            }
            buffer.number(part.get(i));
        }
    }

    /// `RFC822`, `RFC822.HEADER` or `RFC822.TEXT` (RFC 3501) and `{n}`: the octets follow.
    public FetchResponse rfc822Head(FetchItem.Attribute attribute, long octets) {
        item(attribute.text()).space().literalHead(octets, false);
        return this;
    }

    /// `BINARY[…]<origin>` and `{n}` or `~{n}`: the octets follow.
    /// @param binary the octets have, or may have, NUL
    public FetchResponse binaryHead(FetchItem.Binary asked, long octets, boolean binary) {
        binaryName(asked);
        buffer.space().literalHead(octets, binary);
        return this;
    }

    public FetchResponse noBinary(FetchItem.Binary asked) {
        binaryName(asked);
        buffer.ascii(" NIL");
        return this;
    }

    private void binaryName(FetchItem.Binary asked) {
        item("BINARY[");
        part(asked.part());
        buffer.octet(']');
        origin(asked.partial());
    }

    public FetchResponse binarySize(FetchItem.BinarySize asked, long octets) {
        item("BINARY.SIZE[");
        part(asked.part());
        buffer.ascii("] ").number(octets);
        return this;
    }
}
