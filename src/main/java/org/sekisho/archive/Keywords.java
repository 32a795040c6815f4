package org.sekisho.archive;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.sekisho.address.SyntaxError;
import org.sekisho.mailbox.Flags;

/// Keywords as others write them.
final class Keywords {
    private Keywords() {}

    /// Those that can be keywords, at most so many.
    static List<String> of(String text, int most) {
        List<String> words = new ArrayList<>();
        for (String word : text.strip().split("[ ,]+", -1)) {
            if (words.size() < most && isKeyword(word)) {
                words.add(word);
            }
        }
        return words;
    }

    private static boolean isKeyword(String word) {
        try {
            return !new Flags(Set.of(), List.of(word)).keywords().isEmpty();
        } catch (SyntaxError _) {
            return false;
        }
    }
}
