package org.sekisho.smtp;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/// What a server offers in its reply to EHLO. RFC 5321 §4.1.1.1. Read leniently: what is malformed is not
/// offered.
/// @param parameters of each keyword (upper case), as written
public record Extensions(Map<String, List<String>> parameters) {
    /// A server that knows HELO only.
    public static final Extensions NONE = new Extensions(Map.of());

    public Extensions {
        parameters = Map.copyOf(parameters);
    }

    /// @param ehlo its first line is the greeting
    public static Extensions of(Reply ehlo) {
        var parameters = new LinkedHashMap<String, List<String>>();
        for (String line : ehlo.lines().subList(1, ehlo.lines().size())) {
            // AUTH=LOGIN is what servers wrote before RFC 2554, and some write both
            List<String> words =
                    List.of(line.strip().replaceFirst("(?i)^AUTH=", "AUTH ").split(" +"));
            String keyword = words.getFirst().toUpperCase(Locale.ROOT);
            if (!keyword.isEmpty()) {
                parameters.merge(keyword, words.subList(1, words.size()), Extensions::joined);
            }
        }
        return new Extensions(parameters);
    }

    private static List<String> joined(List<String> some, List<String> more) {
        var all = new LinkedHashSet<>(some);
        all.addAll(more);
        return List.copyOf(all);
    }

    /// @param keyword in upper case
    public boolean offers(String keyword) {
        return parameters.containsKey(keyword);
    }

    public boolean pipelining() {
        return offers("PIPELINING"); // RFC 2920
    }

    public boolean startTls() {
        return offers("STARTTLS"); // RFC 3207
    }

    public boolean eightBitMime() {
        return offers("8BITMIME"); // RFC 6152
    }

    public boolean smtpUtf8() {
        return offers("SMTPUTF8"); // RFC 6531
    }

    public boolean dsn() {
        return offers("DSN"); // RFC 3461
    }

    public boolean chunking() {
        return offers("CHUNKING"); // RFC 3030
    }

    /// Octets of the largest message; empty when the server does not tell or says 0, "no limit". RFC 1870 §4.
    public OptionalLong maxMessageOctets() {
        List<String> value = parameters.getOrDefault("SIZE", List.of());
        return value.isEmpty() ? OptionalLong.empty() : positive(value.getFirst());
    }

    /// Whether the server takes SIZE= with MAIL.
    public boolean size() {
        return offers("SIZE");
    }

    /// In upper case, in the server's order. RFC 4954 §3.
    public Set<String> authMechanisms() {
        var mechanisms = new LinkedHashSet<String>();
        for (String name : parameters.getOrDefault("AUTH", List.of())) {
            mechanisms.add(name.toUpperCase(Locale.ROOT));
        }
        return mechanisms;
    }

    /// Recipients of one message the server takes. RFC 9422 §4.2.
    public OptionalLong maxRecipients() {
        return limit("RCPTMAX=");
    }

    /// Messages in one session the server takes. RFC 9422 §4.1.
    public OptionalLong maxMessages() {
        return limit("MAILMAX=");
    }

    private OptionalLong limit(String name) {
        for (String limit : parameters.getOrDefault("LIMITS", List.of())) {
            if (limit.regionMatches(true, 0, name, 0, name.length())) {
                return positive(limit.substring(name.length()));
            }
        }
        return OptionalLong.empty();
    }

    private static OptionalLong positive(String digits) {
        try {
            long value = Long.parseLong(digits);
            return value > 0 ? OptionalLong.of(value) : OptionalLong.empty();
        } catch (NumberFormatException _) {
            return OptionalLong.empty();
        }
    }
}
