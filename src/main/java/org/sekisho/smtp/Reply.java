package org.sekisho.smtp;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// A reply. RFC 5321 §4.2, RFC 2034.
/// @param code 200 to 599
/// @param enhancedCode e.g. `5.7.1`, its class that of the code; empty where RFC 2034 forbids one (greeting,
/// EHLO, 3yz)
/// @param lines at least one; no control characters
public record Reply(int code, String enhancedCode, List<String> lines) {
    public Reply {
        if (code < 200 || code > 599 || lines.isEmpty()) {
            throw new IllegalArgumentException("a reply has a code from 200 to 599 and a line: " + code);
        }
        if (!enhancedCode.isEmpty() && !isEnhancedCode(enhancedCode, code)) {
            throw new IllegalArgumentException(enhancedCode + " does not go with " + code);
        }
        lines = List.copyOf(lines);
        for (String line : lines) {
            if (!isPrintable(line)) {
                throw new IllegalArgumentException("a reply of printable characters only");
            }
        }
    }

    public static Reply of(int code, String enhancedCode, String text) {
        return new Reply(code, enhancedCode, List.of(text));
    }

    /// 2yz: done.
    public boolean isPositive() {
        return code / 100 == 2;
    }

    /// 3yz: more is expected.
    public boolean isIntermediate() {
        return code / 100 == 3;
    }

    /// 4yz: the same may work later.
    public boolean isTransient() {
        return code / 100 == 4;
    }

    /// 5yz: the same will never work.
    public boolean isPermanent() {
        return code / 100 == 5;
    }

    /// For the wire; RFC 2034 §4: the enhanced code stands in every line.
    public byte[] octets() {
        var text = new StringBuilder(64 * lines.size());
        for (int i = 0; i < lines.size(); i++) {
            text.append(code).append(i == lines.size() - 1 ? ' ' : '-');
            if (!enhancedCode.isEmpty()) {
                text.append(enhancedCode).append(' ');
            }
            text.append(lines.get(i)).append("\r\n");
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /// On one line, for logs and notifications.
    @Override
    public String toString() {
        return code + (enhancedCode.isEmpty() ? " " : " " + enhancedCode + " ") + String.join(" ", lines);
    }

    private static boolean isPrintable(String line) {
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c < ' ' || (c >= 0x7F && c < 0xA0)) {
                return false;
            }
        }
        return true;
    }

    /// RFC 3463 §2: class "." subject "." detail, the last two of one to three digits.
    static boolean isEnhancedCode(String text, int code) {
        String[] parts = text.split("\\.", -1);
        return parts.length == 3
                && parts[0].equals(Integer.toString(code / 100))
                && "245".contains(parts[0])
                && isNumber(parts[1])
                && isNumber(parts[2]);
    }

    private static boolean isNumber(String digits) {
        boolean good = !digits.isEmpty() && digits.length() <= 3;
        for (int i = 0; i < digits.length(); i++) {
            good &= digits.charAt(i) >= '0' && digits.charAt(i) <= '9';
        }
        return good && (digits.length() == 1 || digits.charAt(0) != '0');
    }
}
