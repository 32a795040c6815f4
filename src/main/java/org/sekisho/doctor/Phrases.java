package org.sekisho.doctor;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.sekisho.events.Shipped;

/// The replies of other servers that are recognised. Safe from any thread.
public final class Phrases {
    private static final String FILE = "replies.tsv";
    private static final int FIELDS = 6;
    private static final int MAX_REPLY = 2000; // characters that are looked at

    private final List<Phrase> phrases;

    private Phrases(List<Phrase> phrases) {
        this.phrases = List.copyOf(phrases);
    }

    public static Phrases published() {
        return read(Shipped.lines(Phrases.class, FILE));
    }

    /// @throws IllegalArgumentException with the number of the line that is wrong
    static Phrases read(List<String> lines) {
        var phrases = new ArrayList<Phrase>();
        var ids = new HashSet<String>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] fields = line.split("\t", -1);
                if (fields.length != FIELDS || line.contains("\t\t") || fields[5].isBlank() || !ids.add(fields[0])) {
                    throw new IllegalArgumentException(FILE + ", line " + (i + 1)
                            + ": an id of its own, class, pattern, example, advice in English and in Japanese");
                }
                phrases.add(phrase(fields, i + 1));
            }
        }
        return new Phrases(phrases);
    }

    private static Phrase phrase(String[] fields, int line) {
        try {
            return new Phrase(
                    fields[0],
                    BlockClass.valueOf(fields[1]),
                    Pattern.compile(fields[2], Pattern.CASE_INSENSITIVE),
                    fields[3],
                    new Text(fields[4], fields[5]));
        } catch (IllegalArgumentException e) { // an unknown class, or PatternSyntaxException
            throw new IllegalArgumentException(FILE + ", line " + line + ": " + e.getMessage(), e);
        }
    }

    List<Phrase> all() {
        return phrases;
    }

    /// Whether a reply says that this server's mail is not wanted: anything but a recipient who is not there.
    public boolean isUnwelcome(String reply) {
        return in(reply)
                .filter(phrase -> phrase.kind() != BlockClass.NO_SUCH_USER)
                .isPresent();
    }

    /// The first that is in the reply. qmail-send writes `_` for a blank and `/` for the end of a line.
    Optional<Phrase> in(String reply) {
        String words = reply.substring(0, Math.min(reply.length(), MAX_REPLY))
                .replace('_', ' ')
                .replace('/', ' ');
        return phrases.stream().filter(phrase -> phrase.isIn(words)).findFirst();
    }
}
