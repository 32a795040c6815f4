package org.sekisho.smtp;

import java.util.List;

/// A reply. RFC 5321 §4.2, RFC 2034.
/// @param code 200 to 599
/// @param enhancedCode e.g. `5.7.1`, or empty where RFC 2034 forbids one (greeting, EHLO, 3yz)
/// @param lines at least one; printable, no CR or LF
public record Reply(int code, String enhancedCode, List<String> lines) {
    public static Reply of(int code, String enhancedCode, String text) {
        return new Reply(code, enhancedCode, List.of(text));
    }
}
