package org.sekisho.qmail;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.sekisho.address.SyntaxError;

/// The UIDs of a folder: `dovecot-uidlist` in its versions 1 to 3, or `courierimapuiddb`, which is as version 1.
/// Who has both came from Courier to Dovecot, whose file holds.
/// @param uids by the unique part of the file name
/// @param popIds likewise: the ids of POP3 that dovecot has written down, which it does for those of another
/// server; or Courier's
record UidList(OptionalLong uidValidity, OptionalLong nextUid, Map<String, Long> uids, Map<String, String> popIds) {
    static final UidList NONE = new UidList(OptionalLong.empty(), OptionalLong.empty(), Map.of(), Map.of());
    // RFC 9051 §2.3.1.1 allows 4294967295, but there must be room for messages, and UIDVALIDITYs, to come: the
    // file
    // is the user's, and a mailbox at its end takes no mail any more
    private static final long MAX_UID = 0x7FFF_FFFFL;
    private static final long MAX_VALIDITY = 0xFFFF_0000L;
    private static final String NUMBER = "[0-9]{1,10}";

    static UidList read(Path folder, LineReader reader, Findings findings) {
        List<Line> dovecot = lines(folder.resolve("dovecot-uidlist"), reader);
        if (!dovecot.isEmpty()) {
            return parse(dovecot, findings);
        }
        UidList courier = parse(lines(folder.resolve("courierimapuiddb"), reader), findings);
        return new UidList(
                courier.uidValidity, courier.nextUid, courier.uids, CourierPopIds.read(folder, reader, findings));
    }

    private static List<Line> lines(Path file, LineReader reader) {
        return reader.read(file, LineReader.Owner.USER).orNone();
    }

    private static UidList parse(Iterable<Line> lines, Findings findings) {
        UidList list = NONE;
        boolean first = true;
        for (Line line : lines) {
            try {
                if (first) {
                    list = header(line.text());
                } else if (!line.text().isEmpty()) {
                    list.add(line.text());
                }
            } catch (SyntaxError e) {
                findings.add(line, String.valueOf(e.getMessage()));
                if (first) {
                    return NONE; // numbers of another UIDVALIDITY would be wrong ones
                }
            }
            first = false;
        }
        return list;
    }

    private static UidList header(String text) {
        String[] fields = text.split(" ", -1);
        OptionalLong validity = OptionalLong.empty();
        OptionalLong next = OptionalLong.empty();
        switch (fields[0]) {
            case "1", "2" -> {
                if (fields.length < 3) {
                    throw new SyntaxError("expected version, UIDVALIDITY and next UID");
                }
                validity = OptionalLong.of(number(fields[1], MAX_VALIDITY));
                next = OptionalLong.of(number(fields[2], MAX_UID));
            }
            case "3" -> {
                for (String field : fields) {
                    if (field.startsWith("V")) {
                        validity = OptionalLong.of(number(field.substring(1), MAX_VALIDITY));
                    } else if (field.startsWith("N")) {
                        next = OptionalLong.of(number(field.substring(1), MAX_UID));
                    }
                }
            }
            default -> throw new SyntaxError("a version that is not known");
        }
        if (validity.isEmpty()) {
            throw new SyntaxError("no UIDVALIDITY");
        }
        return new UidList(validity, next, new HashMap<>(), new HashMap<>());
    }

    /// `uid name`, or since version 2 `uid extensions :name`.
    private void add(String text) {
        int space = text.indexOf(' ');
        if (space < 0) {
            throw new SyntaxError("expected a UID and a file name");
        }
        long uid = number(text.substring(0, space), MAX_UID);
        int colon = text.indexOf(" :", space);
        String name = colon >= 0 ? text.substring(colon + 2) : text.substring(space + 1);
        for (String field : colon >= 0 ? text.substring(space, colon).split(" ", -1) : new String[0]) {
            if (field.startsWith("P") && field.length() > 1) {
                popIds.put(MaildirReader.unique(name), field.substring(1));
            }
        }
        if (uids.putIfAbsent(MaildirReader.unique(name), uid) != null) {
            throw new SyntaxError("a second UID for the same message");
        }
    }

    private static long number(String text, long most) {
        long number = text.matches(NUMBER) ? Long.parseLong(text) : 0;
        if (number < 1 || number > most) {
            throw new SyntaxError("not a number from 1 to " + most);
        }
        return number;
    }

    OptionalLong uid(String unique) {
        return Optional.ofNullable(uids.get(unique)).map(OptionalLong::of).orElse(OptionalLong.empty());
    }
}
