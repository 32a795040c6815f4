package org.sekisho.qmail;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sekisho.address.SyntaxError;

/// Reads passwd(5) and shadow(5): `name:hash:uid:gid:gecos:home:shell` and `name:hash:…`. For one pair of files.
final class PasswdReader {
    private static final int FIELDS = 7;
    private static final String ELSEWHERE = "x"; // the hash is in shadow

    private final LineReader reader;
    private final Findings findings;
    private final SystemUsers users;

    PasswdReader(LineReader reader, Findings findings, SystemUsers users) {
        this.reader = reader;
        this.findings = findings;
        this.users = users;
    }

    /// @param person what the gecos field says first
    /// @param written the home as the file writes it, for the lines of `.qmail` files that name it
    /// @param home where it is
    record Entry(Place place, String name, String person, Path written, Path home, User.Password password) {}

    /// Everybody of the file, with lines that were not understood among the findings.
    List<Entry> read() {
        Map<String, PasswordHash> hashes = shadow();
        List<Entry> entries = new ArrayList<>();
        TextFile text = reader.readOctets(users.passwd());
        if (text instanceof TextFile.Missing) {
            findings.add(Place.of(users.passwd()), "", "there is no such file");
        }
        for (Line line : text.orNone()) {
            String[] fields = line.text().split(":", -1);
            try {
                if (!line.text().isEmpty() && isPerson(fields)) {
                    entries.add(entry(line, fields, hashes));
                }
            } catch (SyntaxError e) {
                findings.add(line.place(), fields[0], String.valueOf(e.getMessage()));
            }
        }
        return entries;
    }

    private boolean isPerson(String[] fields) {
        if (fields.length != FIELDS || fields[0].isEmpty() || !fields[2].matches("[0-9]{1,10}")) {
            throw new SyntaxError("expected name:hash:uid:gid:gecos:home:shell");
        }
        long uid = Long.parseLong(fields[2]);
        return uid >= users.firstUid() && uid <= SystemUsers.LAST_UID;
    }

    private Entry entry(Line line, String[] fields, Map<String, PasswordHash> hashes) {
        if (!fields[0].equals(fields[0].toLowerCase(Locale.ROOT))) {
            throw new SyntaxError("a name with upper case: qmail-getpw delivers nothing to it");
        }
        Path written = Assignment.path(
                LineReader.octetsAsText(fields[5]).orElseThrow(() -> new SyntaxError("the folder is not UTF-8")));
        String gecos = fields[4].split(",", 2)[0];
        Optional<String> person = LineReader.octetsAsText(gecos);
        if (person.isEmpty()) {
            findings.add(line.place(), fields[0], "the person's name is not UTF-8: carried without it");
        }
        Optional<PasswordHash> hash = fields[1].equals(ELSEWHERE)
                ? Optional.ofNullable(hashes.get(fields[0]))
                : Optional.of(PasswordHash.of(fields[1]));
        return new Entry(
                line.place(),
                fields[0],
                person.orElse(""),
                written,
                users.home(written),
                new User.Password(hash, Optional.empty(), Set.of()));
    }

    /// The first line for a name holds, as getspnam(3) has it.
    private Map<String, PasswordHash> shadow() {
        Map<String, PasswordHash> hashes = new HashMap<>();
        for (Line line : reader.readOctets(users.shadow()).orNone()) {
            String[] fields = line.text().split(":", 3);
            if (fields.length > 1) {
                hashes.putIfAbsent(fields[0], PasswordHash.of(fields[1]));
            }
        }
        return hashes;
    }

    /// Whether anything says that mail was delivered there.
    static boolean hasMail(Path home) {
        return Files.isDirectory(home.resolve("Maildir"), LinkOption.NOFOLLOW_LINKS)
                || Files.exists(home.resolve(".qmail"), LinkOption.NOFOLLOW_LINKS);
    }
}
