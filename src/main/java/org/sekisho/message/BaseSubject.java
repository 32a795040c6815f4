package org.sekisho.message;

/// What a subject is about, without the marks of replies and forwards. RFC 5256 §2.1.
/// @param text may be empty; not folded in any way
/// @param isReplyOrForward whether such marks were taken off (RFC 5256 §3, step 5.C)
public record BaseSubject(String text, boolean isReplyOrForward) {
    private static final String FORWARD_TRAILER = "(fwd)";
    private static final String FORWARD_HEADER = "[fwd:";

    /// @param subject decoded, as [EncodedWords#decode] leaves it
    public static BaseSubject of(String subject) {
        Extraction extraction = new Extraction(subject.replaceAll("[ \t\r\n]+", " "));
        extraction.run();
        return new BaseSubject(extraction.text(), extraction.marks);
    }

    /// Narrows a subject from both sides; what was passed is never looked at again.
    private static final class Extraction {
        private final String subject;
        private int start;
        private int end;
        private boolean marks;

        Extraction(String subject) {
            this.subject = subject;
            this.end = subject.length();
        }

        String text() {
            return subject.substring(start, end);
        }

        /// The steps are those of RFC 5256 §2.1; (1) was the caller's.
        void run() {
            boolean again = true;
            while (again) {
                trailers(); // (2)
                leaders(); // (3) to (5)
                again = forward(); // (6)
            }
        }

        private void trailers() {
            boolean more = true;
            while (more) {
                if (end > start && subject.charAt(end - 1) == ' ') {
                    end--;
                } else if (startsWith(FORWARD_TRAILER, Math.max(start, end - FORWARD_TRAILER.length()))) {
                    end -= FORWARD_TRAILER.length();
                    marks = true;
                } else {
                    more = false;
                }
            }
        }

        /// Blobs go with a mark behind them, or by themselves as long as something is left.
        private void leaders() {
            boolean more = true;
            while (more) {
                start = spaces(start);
                int at = start;
                int last = start;
                for (int next = blob(at); next > at; next = blob(at)) {
                    last = at;
                    at = next;
                }
                int behindMark = mark(at);
                more = behindMark > at;
                marks |= more;
                start = more ? behindMark : at < end ? at : last;
            }
        }

        /// subj-refwd
        private int mark(int from) {
            int at = from;
            if (startsWith("re", at)) {
                at += 2;
            } else if (startsWith("fwd", at)) {
                at += 3;
            } else if (startsWith("fw", at)) {
                at += 2;
            } else {
                return from;
            }
            at = blob(spaces(at));
            return at < end && subject.charAt(at) == ':' ? at + 1 : from;
        }

        private boolean forward() {
            if (!startsWith(FORWARD_HEADER, start) || subject.charAt(end - 1) != ']') {
                return false;
            }
            start += FORWARD_HEADER.length();
            end--;
            marks = true;
            return true;
        }

        /// subj-blob: behind it, or where it was asked for when there is none.
        private int blob(int from) {
            if (from >= end || subject.charAt(from) != '[') {
                return from;
            }
            int at = from + 1;
            while (at < end && subject.charAt(at) != '[' && subject.charAt(at) != ']') {
                at++;
            }
            return at < end && subject.charAt(at) == ']' ? spaces(at + 1) : from;
        }

        private int spaces(int from) {
            int at = from;
            while (at < end && subject.charAt(at) == ' ') {
                at++;
            }
            return at;
        }

        private boolean startsWith(String wanted, int at) {
            return end - at >= wanted.length() && subject.regionMatches(true, at, wanted, 0, wanted.length());
        }
    }
}
