package org.sekisho.qmail;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.sekisho.address.Network;
import org.sekisho.address.SyntaxError;

/// A record of what tcprules(1) makes, as the line that it is made of: the key is the address, the data `D` and a
/// zero for deny, and `+NAME=value` and a zero for each variable.
final class CompiledRule {
    private static final String QUOTES = "\"'|#/!~%&*;?$";
    private static final Pattern NAME = Pattern.compile("[^=,]+");
    private static final Pattern BITS = Pattern.compile("[_^][01]{0,128}");
    private static final int V4 = 4; // octets
    private static final int V6 = 16;

    private CompiledRule() {}

    /// What is not understood becomes a line that is none: it stands in the report, and nobody can say that the
    /// rules are safe.
    static String line(Cdb.Entry entry) {
        try {
            return subject(entry.key()) + ":" + instruction(entry.data());
        } catch (SyntaxError e) {
            return domain(entry) + ":? (" + e.getMessage() + ")";
        }
    }

    private static String instruction(String data) {
        boolean allowed = true;
        var variables = new StringBuilder();
        int at = 0;
        while (at < data.length()) {
            int end = data.indexOf('\0', at);
            String item = data.substring(at, Math.max(at, end));
            if (item.equals("D")) {
                allowed = false;
            } else if (item.startsWith("+")) {
                variables.append(',').append(variable(item.substring(1)));
            } else {
                throw new SyntaxError("not what tcprules writes");
            }
            at = end + 1;
        }
        return (allowed ? "allow" : "deny") + variables;
    }

    private static String variable(String text) {
        int equals = text.indexOf('=');
        String name = text.substring(0, Math.max(0, equals));
        String value = text.substring(equals + 1);
        if (!NAME.matcher(name).matches()) {
            throw new SyntaxError("a variable without a name");
        }
        char quote = (char) QUOTES.chars()
                .filter(each -> value.indexOf(each) < 0)
                .findFirst()
                .orElseThrow(() -> new SyntaxError("a value that cannot be quoted"));
        return shown(name) + "=" + quote + shown(value) + quote;
    }

    /// ucspi-tcp6 writes networks bit by bit, those of IPv4 behind `_`, those of IPv6 behind `^`.
    private static String subject(String key) {
        if (!BITS.matcher(key).matches()) {
            return shown(key);
        }
        byte[] address = new byte[key.charAt(0) == '_' ? V4 : V6];
        int length = key.length() - 1;
        if (length > 8 * address.length) {
            throw new SyntaxError("a network of too many bits");
        }
        for (int i = 0; i < length; i++) {
            address[i / 8] |= (byte) ((key.charAt(i + 1) - '0') << (7 - i % 8));
        }
        try {
            return new Network(InetAddress.getByAddress(address), length).toString();
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // 4 and 16 octets are known
        }
    }

    /// The key alone: a domain of `morercpthosts`.
    static String domain(Cdb.Entry entry) {
        byte[] octets = entry.key().getBytes(StandardCharsets.ISO_8859_1);
        return LineReader.utf8(octets).map(CompiledRule::shown).orElseGet(() -> shown(entry.key()));
    }

    private static String shown(String text) {
        return text.replaceAll("\\p{Cntrl}|[\\x80-\\x9f]", "?");
    }
}
