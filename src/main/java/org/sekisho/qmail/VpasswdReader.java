package org.sekisho.qmail;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sekisho.address.Domain;
import org.sekisho.address.LocalPart;
import org.sekisho.address.Mailbox;
import org.sekisho.address.SyntaxError;
import org.sekisho.events.Secret;

/// Reads the users of one domain of vpopmail: `name:hash:uid:flags:gecos:dir:quota[:password]`.
final class VpasswdReader {
    private static final int FIELDS = 7; // without the password

    private final LineReader reader;
    private final Findings findings;
    private final Relocation relocation;

    VpasswdReader(LineReader reader, Findings findings, Relocation relocation) {
        this.reader = reader;
        this.findings = findings;
        this.relocation = relocation;
    }

    /// @param dir as written, for the lines of `.qmail` files that name it
    record Entry(User user, Path dir) {}

    List<Entry> read(Path file, Domain domain) {
        List<Entry> entries = new ArrayList<>();
        for (Line line : reader.readOctets(file).orNone()) {
            if (line.text().isEmpty()) {
                continue;
            }
            String name = line.text().split(":", 2)[0];
            try {
                entries.add(entry(line, domain));
            } catch (SyntaxError e) {
                findings.add(line.place(), name, String.valueOf(e.getMessage()));
            }
        }
        return entries;
    }

    private Entry entry(Line line, Domain domain) {
        String[] fields = line.text().split(":", FIELDS + 1);
        if (fields.length < FIELDS || !fields[2].matches("[0-9]{1,10}") || !fields[3].matches("[0-9]{1,9}")) {
            throw new SyntaxError("expected name:hash:uid:flags:gecos:dir:quota");
        }
        var address = new Mailbox(new LocalPart(text(fields[0], "the name")), domain);
        Path dir = Assignment.path(text(fields[5], "the folder"));
        User.Password password = password(line, fields, address);
        var store = new User.Store(relocation.of(dir).resolve("Maildir"), quota(line, address, fields[6]));
        User user =
                new User(line.place(), address, name(line, address, fields[4]), password, store, User.Forwarding.NONE);
        return new Entry(user, dir);
    }

    private User.Password password(Line line, String[] fields, Mailbox address) {
        PasswordHash hash = PasswordHash.of(fields[1]);
        Optional<Secret> clear = fields.length > FIELDS && !fields[FIELDS].isEmpty()
                ? LineReader.utf8(fields[FIELDS].getBytes(StandardCharsets.ISO_8859_1))
                        .map(Secret::new)
                : Optional.empty();
        int flags = Integer.parseInt(fields[3]);
        if (!Restriction.areKnown(flags)) {
            findings.add(line.place(), address + " " + flags, "flags that are not known");
        }
        var password = new User.Password(Optional.of(hash), clear, Restriction.of(flags));
        if (password.mustBeNew()) {
            findings.add(
                    line.place(),
                    address.toString(),
                    "needs a new password: the hash is " + hash.form().text());
        }
        return password;
    }

    private StoredQuota quota(Line line, Mailbox address, String text) {
        try {
            return StoredQuota.of(text);
        } catch (SyntaxError _) {
            findings.add(line.place(), address.toString(), "not a quota: the user is carried without one");
            return StoredQuota.NONE;
        }
    }

    /// Old names are often EUC-JP or Shift_JIS; which, nobody wrote down.
    private String name(Line line, Mailbox address, String octets) {
        Optional<String> name = LineReader.octetsAsText(octets);
        if (name.isEmpty()) {
            findings.add(line.place(), address.toString(), "the person's name is not UTF-8: carried without it");
        }
        return name.orElse("");
    }

    private static String text(String octets, String what) {
        return LineReader.utf8(octets.getBytes(StandardCharsets.ISO_8859_1))
                .orElseThrow(() -> new SyntaxError(what + " is not UTF-8"));
    }
}
