package org.sekisho.mailbox;

import java.util.Locale;
import org.sekisho.address.SyntaxError;

/// The name of an annotation (RFC 5464 §3.2): `/private/…`, which each user has to themselves, or `/shared/…`. Names
/// compare without case.
/// @param value in small letters; at most 255 octets of ASCII
public record AnnotationName(String value) implements Comparable<AnnotationName> {
    public static final int MAX_OCTETS = 255;
    /// What LIST shows as the mailbox's use (RFC 6154 §4).
    public static final AnnotationName SPECIAL_USE = new AnnotationName("/private/specialuse");
    /// How to reach who runs the server (RFC 5464 §6.2.1.2).
    public static final AnnotationName ADMIN = new AnnotationName("/shared/admin");

    private static final String PRIVATE = "/private";
    private static final String SHARED = "/shared";

    /// @throws SyntaxError with what a person may be told
    public AnnotationName {
        value = value.toLowerCase(Locale.ROOT);
        if (value.length() > MAX_OCTETS) {
            throw new SyntaxError("the name of an annotation has at most " + MAX_OCTETS + " octets");
        }
        if (value.chars().anyMatch(c -> c < ' ' || c > '~' || c == '*' || c == '%')) {
            throw new SyntaxError("the name of an annotation is printable ASCII without * and %");
        }
        if (value.endsWith("/") || value.contains("//")) {
            throw new SyntaxError("the name of an annotation has no empty level");
        }
        if (!isBelow(value, PRIVATE) && !isBelow(value, SHARED)) {
            throw new SyntaxError("the name of an annotation begins with /private or /shared");
        }
    }

    private static boolean isBelow(String value, String ancestor) {
        return value.equals(ancestor) || value.startsWith(ancestor + "/");
    }

    public boolean isPrivate() {
        return isBelow(value, PRIVATE);
    }

    /// `/private` or `/shared` alone: something to look below, not to set.
    public boolean isRoot() {
        return value.equals(PRIVATE) || value.equals(SHARED);
    }

    /// Whether GETMETADATA of this name shows `other` (RFC 5464 §4.2.2).
    boolean covers(AnnotationName other, Depth depth) {
        if (equals(other)) {
            return true;
        }
        if (!other.value.startsWith(value + "/")) {
            return false;
        }
        return switch (depth) {
            case ZERO -> false;
            case ONE -> other.value.indexOf('/', value.length() + 1) < 0;
            case INFINITY -> true;
        };
    }

    /// How far below a name GETMETADATA looks.
    public enum Depth {
        ZERO,
        ONE,
        INFINITY
    }

    @Override
    public int compareTo(AnnotationName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
