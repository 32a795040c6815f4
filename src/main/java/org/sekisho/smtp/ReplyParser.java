package org.sekisho.smtp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sekisho.address.SyntaxError;

/// Puts a server's lines together to a reply. RFC 5321 §4.2.1. What a server writes may end in logs and bounces:
/// control characters become `?` here. Used by one thread; after a [SyntaxError] the connection is of no use any
/// more.
public final class ReplyParser {
    private static final int MAX_LINES = 128; // EHLO of the most talkative servers has 20
    private static final int MAX_OCTETS = 32 * 1024; // of one reply

    private final List<String> lines = new ArrayList<>();
    private int code;
    private int octets;

    /// @param line without CRLF
    /// @return the reply, when this was its last line
    /// @throws SyntaxError not a reply, lines with different codes, or more than any server has to say
    public Optional<Reply> line(byte[] line) {
        octets += line.length;
        if (lines.size() == MAX_LINES || octets > MAX_OCTETS) {
            throw new SyntaxError("a reply without end");
        }
        int read = code(line);
        if (!lines.isEmpty() && read != code) {
            throw new SyntaxError("a reply with two codes");
        }
        code = read;
        lines.add(line.length > 4 ? printable(line) : "");
        return line.length > 3 && line[3] == '-' ? Optional.empty() : Optional.of(finish());
    }

    private static int code(byte[] line) {
        boolean good = line.length >= 3
                && line[0] >= '2'
                && line[0] <= '5'
                && isDigit(line[1])
                && isDigit(line[2])
                && (line.length == 3 || line[3] == ' ' || line[3] == '-');
        if (!good) {
            throw new SyntaxError("not an SMTP reply");
        }
        return (line[0] - '0') * 100 + (line[1] - '0') * 10 + line[2] - '0';
    }

    private static boolean isDigit(byte octet) {
        return octet >= '0' && octet <= '9';
    }

    private static String printable(byte[] line) {
        var text = new StringBuilder(new String(line, 4, line.length - 4, StandardCharsets.UTF_8));
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || (c >= 0x7F && c < 0xA0)) {
                text.setCharAt(i, '?');
            }
        }
        return text.toString();
    }

    private Reply finish() {
        String enhancedCode = firstWord(lines.getFirst());
        if (!Reply.isEnhancedCode(enhancedCode, code)) {
            enhancedCode = "";
        }
        var texts = new ArrayList<String>(lines.size());
        for (String text : lines) {
            boolean again = !enhancedCode.isEmpty() && firstWord(text).equals(enhancedCode);
            texts.add(again ? text.substring(enhancedCode.length()).stripLeading() : text);
        }
        lines.clear();
        octets = 0;
        return new Reply(code, enhancedCode, texts);
    }

    private static String firstWord(String text) {
        int space = text.indexOf(' ');
        return space < 0 ? text : text.substring(0, space);
    }
}
