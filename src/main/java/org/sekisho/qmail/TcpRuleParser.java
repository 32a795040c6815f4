package org.sekisho.qmail;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sekisho.address.Network;
import org.sekisho.address.SyntaxError;

/// The text that tcprules(1) compiles.
final class TcpRuleParser {
    // IPv6 addresses hold colons, so the one before the instruction is the one we look for
    private static final Pattern FORM = Pattern.compile("(.*?):(allow|deny)((?:,.*)?)");
    private static final Pattern OCTETS = Pattern.compile("(0|[1-9][0-9]{0,2})(?:-(0|[1-9][0-9]{0,2}))?");

    private TcpRuleParser() {}

    /// @throws SyntaxError no such line
    static TcpRule parse(Line line) {
        Matcher form = FORM.matcher(line.text());
        if (!form.matches()) {
            throw new SyntaxError("expected address:allow or address:deny");
        }
        TcpSubject subject = subject(form.group(1));
        return new TcpRule(line, subject, form.group(2).equals("allow"), environment(form.group(3)));
    }

    private static Map<String, String> environment(String text) {
        Map<String, String> variables = new LinkedHashMap<>();
        int at = 0;
        while (at < text.length()) {
            int equals = text.indexOf('=', at);
            if (text.charAt(at) != ',' || equals <= at + 1 || equals + 1 == text.length()) {
                throw new SyntaxError("expected ,NAME=\"value\"");
            }
            int end = text.indexOf(text.charAt(equals + 1), equals + 2); // whatever character it is, it quotes
            if (end < 0) {
                throw new SyntaxError("the quote of a value is not closed");
            }
            variables.putIfAbsent(text.substring(at + 1, equals), text.substring(equals + 2, end));
            at = end + 1;
        }
        return variables;
    }

    private static TcpSubject subject(String text) {
        if (text.isEmpty()) {
            return new TcpSubject.Everybody();
        }
        int at = text.indexOf('@');
        if (at >= 0) {
            TcpSubject where = subject(text.substring(at + 1));
            return new TcpSubject.Identified(text.substring(0, at), where);
        }
        if (text.startsWith("=")) {
            return new TcpSubject.Named(text.substring(1).toLowerCase(Locale.ROOT));
        }
        boolean modern = text.indexOf('/') >= 0 || text.indexOf(':') >= 0;
        return new TcpSubject.Addresses(modern ? List.of(Network.of(text)) : networks(text));
    }

    /// tcpserver compares text, so that `192.168` without a dot at its end matches nobody.
    private static List<Network> networks(String text) {
        boolean prefix = text.endsWith(".");
        List<String> octets = Arrays.asList((prefix ? text.substring(0, text.length() - 1) : text).split("\\.", -1));
        if (prefix ? octets.size() > 3 : octets.size() != 4) {
            throw new SyntaxError("matches nobody: expected four numbers, or fewer with a dot behind them");
        }
        List<String> starts = List.of("");
        for (String each : octets) {
            starts = extended(starts, each);
        }
        String rest = ".0".repeat(4 - octets.size()) + "/" + 8 * octets.size();
        return starts.stream()
                .map(start -> Network.of(start.substring(1) + rest))
                .toList();
    }

    private static List<String> extended(List<String> starts, String octet) {
        Matcher range = OCTETS.matcher(octet);
        if (!range.matches()) {
            throw new SyntaxError("not an address: " + octet);
        }
        int low = Integer.parseInt(range.group(1));
        int high = range.group(2) == null ? low : Integer.parseInt(range.group(2));
        if (high > 255 || high < low || (high > low && starts.size() > 1)) {
            throw new SyntaxError("expected one number or range from 0 to 255, and one range at most");
        }
        List<String> longer = new ArrayList<>();
        for (String start : starts) {
            for (int value = low; value <= high; value++) {
                longer.add(start + "." + value);
            }
        }
        return longer;
    }
}
