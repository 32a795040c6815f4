package org.sekisho.spf;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sekisho.address.IpAddress;
import org.sekisho.address.Network;
import org.sekisho.address.SyntaxError;

/// A published policy. RFC 7208 §4.5, §12.
/// @param redirect where to go on when no mechanism matched
record SpfRecord(List<Term> terms, Optional<MacroText> redirect) {
    private static final String VERSION = "v=spf1";
    private static final Pattern MODIFIER = Pattern.compile("([A-Za-z][-A-Za-z0-9_.]*)=(.*)");
    private static final Pattern MECHANISM = Pattern.compile("([A-Za-z0-9]+)(?::(.*?))?((?:/[0-9]+)?(?://[0-9]+)?)");
    private static final Pattern PREFIX = Pattern.compile("(?:/([0-9]{1,3}))?(?://([0-9]{1,3}))?");

    SpfRecord {
        terms = List.copyOf(terms);
    }

    /// Whether a TXT record is one: the version must be followed by a space or nothing.
    static boolean isOne(String txt) {
        String lower = txt.toLowerCase(Locale.ROOT);
        return lower.equals(VERSION) || lower.startsWith(VERSION + " ");
    }

    /// @param txt for which [#isOne] is true
    /// @throws SyntaxError a term that RFC 7208 does not know; it makes the whole record void
    static SpfRecord parse(String txt) {
        List<Term> terms = new ArrayList<>();
        Optional<MacroText> redirect = Optional.empty();
        boolean explained = false;
        for (String word : txt.substring(VERSION.length()).split(" +", -1)) {
            Matcher modifier = MODIFIER.matcher(word);
            if (word.isEmpty()) {
                continue;
            }
            if (!modifier.matches()) {
                terms.add(mechanism(word));
                continue;
            }
            String name = modifier.group(1).toLowerCase(Locale.ROOT);
            if ((name.equals("redirect") && redirect.isPresent()) || (name.equals("exp") && explained)) {
                throw new SyntaxError(name + "= stands there twice");
            }
            explained |= name.equals("exp");
            if (name.equals("redirect")) {
                redirect = Optional.of(new MacroText(modifier.group(2)));
            }
        }
        return new SpfRecord(terms, redirect);
    }

    private static Term mechanism(String word) {
        boolean signed = Qualifier.isSign(word.charAt(0));
        Qualifier qualifier = signed ? Qualifier.of(word.charAt(0)) : Qualifier.PASS;
        String rest = signed ? word.substring(1) : word;
        Matcher parts = MECHANISM.matcher(rest);
        if (!parts.matches()) {
            throw new SyntaxError("not a mechanism: '" + word + "'");
        }
        Optional<String> argument = Optional.ofNullable(parts.group(2));
        String prefix = parts.group(3);
        String name = parts.group(1).toLowerCase(Locale.ROOT);
        boolean takesPrefix = List.of("a", "mx", "ip4", "ip6").contains(name);
        boolean needsArgument = List.of("include", "exists", "ip4", "ip6").contains(name);
        if ((!takesPrefix && !prefix.isEmpty())
                || (needsArgument && argument.isEmpty())
                || (name.equals("all") && argument.isPresent())) {
            throw new SyntaxError("not a mechanism: '" + word + "'");
        }
        return switch (name) {
            case "all" -> new Term.All(qualifier);
            case "include" -> new Term.Include(qualifier, domain(argument));
            case "exists" -> new Term.Exists(qualifier, domain(argument));
            case "ptr" -> new Term.Pointer(qualifier, domain(argument));
            case "a" -> new Term.Address(qualifier, domain(argument), prefix(prefix));
            case "mx" -> new Term.Exchanger(qualifier, domain(argument), prefix(prefix));
            case "ip4", "ip6" -> new Term.Block(qualifier, network(name, argument.orElseThrow(), prefix));
            default -> throw new SyntaxError("not a mechanism: '" + word + "'");
        };
    }

    private static MacroText domain(Optional<String> argument) {
        return argument.map(MacroText::new).orElse(MacroText.CURRENT_DOMAIN);
    }

    private static Term.Prefix prefix(String text) {
        Matcher parts = PREFIX.matcher(text);
        if (!parts.matches()) {
            throw new SyntaxError("not a prefix length: '" + text + "'");
        }
        return new Term.Prefix(length(parts.group(1), 32), length(parts.group(2), 128));
    }

    private static int length(@Nullable String digits, int most) {
        int length = digits == null ? most : Integer.parseInt(digits);
        if (length > most) {
            throw new SyntaxError("a prefix length is at most " + most);
        }
        return length;
    }

    private static Network network(String name, String argument, String prefix) {
        InetAddress address = IpAddress.of(argument);
        boolean four = address.getAddress().length == 4;
        if (four != name.equals("ip4") || prefix.startsWith("//")) {
            throw new SyntaxError("not an address of this kind: '" + name + ":" + argument + prefix + "'");
        }
        int most = four ? 32 : 128;
        return masked(address, prefix.isEmpty() ? most : length(prefix.substring(1), most));
    }

    /// RFC 7208 §5.6: bits right of the prefix do not count.
    static Network masked(InetAddress address, int length) {
        byte[] octets = address.getAddress();
        for (int bit = length; bit < octets.length * 8; bit++) {
            octets[bit / 8] &= (byte) ~(1 << (7 - bit % 8));
        }
        try {
            return new Network(InetAddress.getByAddress(octets), length);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // only for a wrong number of octets
        }
    }
}
