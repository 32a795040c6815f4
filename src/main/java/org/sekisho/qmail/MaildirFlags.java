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
/// in `dovecot-keywords`. Courier keeps keywords elsewhere.
record MaildirFlags(Map<Character, String> keywords, CourierKeywords courier, Findings findings) {
    private static final String INFO = ":2,";
    private static final int MOST_OF_COURIER = Flags.MAX_KEYWORDS - 27; // letters of the name may stand for as many
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
        return new MaildirFlags(keywords, CourierKeywords.read(folder, reader, findings), findings);
    }

    private List<String> ofCourier(Path file) {
        List<String> words = new ArrayList<>();
        for (String word : courier.of(MaildirReader.unique(file.getFileName().toString()))) {
            if (words.size() == MOST_OF_COURIER) {
                findings.add(Place.of(file), word, "more keywords than a message may have");
                return words;
            }
            if (isKeyword(word)) {
                words.add(word);
            } else {
                findings.add(Place.of(file), word, "expected a keyword");
            }
        }
        return words;
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
        List<String> words = ofCourier(file);
        if (start < 0 && words.isEmpty()) {
            return Flags.NONE;
        }
        Set<SystemFlag> system = EnumSet.noneOf(SystemFlag.class);
        String letters = start < 0 ? "" : name.substring(start + INFO.length());
        for (int i = 0; i < letters.length(); i++) {
            char c = letters.charAt(i);
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
