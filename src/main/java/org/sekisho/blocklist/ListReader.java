package org.sekisho.blocklist;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sekisho.address.IpAddress;
import org.sekisho.address.Network;
import org.sekisho.address.SyntaxError;

/// Reads lists that others made, line by line: plain ones with `#` or `;` before comments, the files of rbldnsd
/// (ip4set, ip4trie, ip6trie, dnset; `!` excepts), and the lines of a tcp.smtp that deny. Used by one thread.
public final class ListReader {
    private static final Pattern TCP_RULE = Pattern.compile("(=?[0-9A-Za-z.-]*):(allow|deny)\\b.*");
    private static final Pattern RANGE = Pattern.compile("([0-9]+\\.[0-9]+\\.[0-9]+)\\.([0-9]+)-([0-9.]+)");
    private static final Pattern PART_OF_V4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){0,3}\\.?(/[0-9]{1,2})?");
    private static final int MOST_OF_A_RANGE = 1 << 16; // addresses
    /// What every DNS list holds or never holds (RFC 5782 §5): nobody's mail.
    private static final Set<Subject> TEST_ENTRIES = Set.of(
            Subject.of("127.0.0.1"),
            Subject.of("127.0.0.2"),
            Subject.of("test"),
            Subject.of(".test"),
            Subject.of("invalid"),
            Subject.of(".invalid"));

    private Optional<String> defaultReason = Optional.empty();

    /// @param reason of this line, or of the lines before it for all behind; empty: the list says nothing
    public record Item(Subject subject, Effect effect, Optional<String> reason) {}

    /// @return none for comments, directives, test entries; several for a range
    /// @throws SyntaxError what is not understood, said for a person
    public List<Item> line(String raw) {
        String line = raw.strip();
        Matcher rule = TCP_RULE.matcher(line);
        if (line.isEmpty() || "#;$".indexOf(line.charAt(0)) >= 0) {
            return List.of();
        }
        if (rule.matches() && !line.startsWith("::")) {
            return tcpRule(rule.group(1), rule.group(2));
        }
        if (line.startsWith(":") && !line.startsWith("::")) {
            defaultReason = value(line, "");
            return List.of();
        }
        boolean except = line.startsWith("!");
        String entry = except ? line.substring(1).strip() : line;
        int end = 0;
        while (end < entry.length()
                && !Character.isWhitespace(entry.charAt(end))
                && "#;".indexOf(entry.charAt(end)) < 0) {
            end++;
        }
        String subject = entry.substring(0, end);
        Optional<String> reason = reason(entry.substring(end).strip(), subject).or(() -> defaultReason);
        return items(subject, except ? Effect.ALLOW : Effect.BLOCK, reason);
    }

    /// Who is denied; who is allowed says nothing about whom to block, nor does the last line for everybody else.
    private static List<Item> tcpRule(String who, String what) {
        if (what.equals("allow") || who.isEmpty()) {
            return List.of();
        }
        return who.startsWith("=")
                ? items("." + who.replaceFirst("=\\.?", ""), Effect.BLOCK, Optional.empty())
                : items(who, Effect.BLOCK, Optional.empty());
    }

    private static Optional<String> reason(String rest, String subject) {
        if (rest.isEmpty()) {
            return Optional.empty();
        }
        return "#;".indexOf(rest.charAt(0)) >= 0
                ? printable(rest.substring(1))
                : rest.charAt(0) == ':' ? value(rest, subject) : printable(rest.replace("$", subject));
    }

    /// `:127.0.0.2:text` or `:2:text` or `:2`; `$` stands for what was asked.
    private static Optional<String> value(String text, String subject) {
        int second = text.indexOf(':', 1);
        return second < 0
                ? Optional.empty()
                : printable(text.substring(second + 1).replace("$", subject));
    }

    private static Optional<String> printable(String text) {
        return text.isBlank() ? Optional.empty() : Optional.of(Terms.printable(text));
    }

    private static List<Item> items(String text, Effect effect, Optional<String> reason) {
        List<Item> items = new ArrayList<>();
        for (Subject subject : subjects(text)) {
            if (!TEST_ENTRIES.contains(subject)) {
                items.add(new Item(subject, effect, reason));
            }
        }
        return items;
    }

    private static List<Subject> subjects(String text) {
        Matcher range = RANGE.matcher(text);
        if (range.matches()) {
            return range(range.group(1), range.group(2), range.group(3));
        }
        if (PART_OF_V4.matcher(text).matches()) {
            return List.of(new Subject.Addresses(partOfV4(text)));
        }
        if (text.indexOf(':') >= 0 && text.indexOf("::") < 0 && text.indexOf('/') > 0) {
            return List.of(Subject.of(filled(text)));
        }
        if (text.startsWith("*.")) {
            throw new SyntaxError("only the subdomains of a domain cannot be blocked: write " + text.substring(1)
                    + " for the domain with its subdomains");
        }
        String name = text.toLowerCase(Locale.ROOT);
        return List.of(Subject.of(name.endsWith(".") ? name.substring(0, name.length() - 1) : text));
    }

    /// rbldnsd leaves out the zeros at the end: `192.0.2`, `10/8`, as does tcp.smtp: `192.0.2.`
    private static Network partOfV4(String text) {
        int slash = text.indexOf('/');
        String digits = slash < 0 ? text : text.substring(0, slash);
        if (digits.endsWith(".")) {
            digits = digits.substring(0, digits.length() - 1);
        }
        int octets = digits.split("\\.", -1).length;
        String whole = digits + ".0".repeat(4 - octets);
        return slash < 0 ? new Network(IpAddress.of(whole), octets * 8) : Network.of(whole + text.substring(slash));
    }

    /// rbldnsd leaves out the zeros at the end: `2001:db8:0:99/64`
    private static String filled(String text) {
        int slash = text.indexOf('/');
        boolean whole = text.chars().filter(c -> c == ':').count() == 7;
        return whole ? text : text.substring(0, slash) + "::" + text.substring(slash);
    }

    private static List<Subject> range(String net, String from, String to) {
        InetAddress first = IpAddress.of(net + "." + from);
        InetAddress last = IpAddress.of(to.indexOf('.') < 0 ? net + "." + to : to);
        long at = number(first);
        long end = number(last);
        if (end < at || end - at >= MOST_OF_A_RANGE) {
            throw new SyntaxError("a range goes upwards, over at most " + MOST_OF_A_RANGE + " addresses");
        }
        List<Subject> networks = new ArrayList<>();
        while (at <= end) {
            int bits =
                    Math.min(Long.numberOfTrailingZeros(at | 1L << 32), 63 - Long.numberOfLeadingZeros(end - at + 1));
            networks.add(new Subject.Addresses(new Network(address(at), 32 - bits)));
            at += 1L << bits;
        }
        return networks;
    }

    private static long number(InetAddress address) {
        return new BigInteger(1, address.getAddress()).longValue();
    }

    private static InetAddress address(long number) {
        return IpAddress.of(
                (number >> 24) + "." + (number >> 16 & 255) + "." + (number >> 8 & 255) + "." + (number & 255));
    }
}
