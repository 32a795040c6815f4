package org.sekisho.qmail;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sekisho.address.SyntaxError;
import org.sekisho.mailbox.Flags;
import org.sekisho.mailbox.SystemFlag;

/// The flags in file names: capital letters are maildir(5)'s, small ones are keywords, whose names dovecot keeps
/// in `dovecot-keywords`.
record MaildirFlags(Map<Character, String> keywords, Findings findings) {
    private static final String INFO = ":2,";
    private static final String FORWARDED = "$Forwarded"; // RFC 9051 §2.3.2

    static MaildirFlags read(Path folder, LineReader reader, Findings findings) {
        Map<Character, String> keywords = new HashMap<>();
        TextFile text = reader.read(folder.resolve("dovecot-keywords"), LineReader.Owner.USER);
        for (Line line : text.orNone()) {
            String[] fields = line.text().split(" ", 2);
            boolean number = fields[0].matches("[0-9]|1[0-9]|2[0-5]");
            if (number && fields.length == 2 && isKeyword(fields[1])) {
                keywords.put((char) ('a' + Integer.parseInt(fields[0])), fields[1]);
            } else if (!line.text().isEmpty()) {
                findings.add(line, "expected a number from 0 to 25 and a keyword");
            }
        }
        return new MaildirFlags(keywords, findings);
    }

    private static boolean isKeyword(String text) {
        try {
            return !new Flags(Set.of(), List.of(text)).keywords().isEmpty();
        } catch (SyntaxError _) {
            return false;
        }
    }

    /// A file without flags in its name has none; letters that are not known are reported.
    Flags of(Path file) {
        String name = file.getFileName().toString();
        int start = name.indexOf(INFO);
        if (start < 0) {
            return Flags.NONE;
        }
        Set<SystemFlag> system = EnumSet.noneOf(SystemFlag.class);
        List<String> words = new ArrayList<>();
        for (char c : name.substring(start + INFO.length()).toCharArray()) {
            switch (c) {
                case 'S' -> system.add(SystemFlag.SEEN);
                case 'R' -> system.add(SystemFlag.ANSWERED);
                case 'F' -> system.add(SystemFlag.FLAGGED);
                case 'T' -> system.add(SystemFlag.DELETED);
                case 'D' -> system.add(SystemFlag.DRAFT);
                case 'P' -> words.add(FORWARDED);
                default -> {
                    String word = keywords.get(c);
                    if (word == null) {
                        findings.add(Place.of(file), String.valueOf(c), "a flag that is not known");
                    } else {
                        words.add(word);
                    }
                }
            }
        }
        return new Flags(system, words);
    }
}
