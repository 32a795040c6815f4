package org.sekisho.admin;

import java.util.ArrayList;
import java.util.List;

/// The addresses of a To, Cc or Bcc header field (RFC 5322 §3.4): display names, comments and groups are passed
/// over. Reads what people write into the header of a message for `sendmail -t`; each address is checked strictly
/// later.
final class AddressList {
    private final String text;
    private int position;

    private AddressList(String text) {
        this.text = text;
    }

    static List<String> of(String fieldBody) {
        return new AddressList(fieldBody).all();
    }

    private List<String> all() {
        var addresses = new ArrayList<String>();
        var bare = new StringBuilder();
        while (position < text.length()) {
            char c = text.charAt(position);
            switch (c) {
                case '"' -> quoted(bare);
                case '(' -> comment();
                case '<' -> {
                    bare.setLength(0); // what came before was a display name
                    add(addresses, angle());
                    skipTo(",;");
                }
                case ':' -> {
                    bare.setLength(0); // the name of a group
                    position++;
                }
                case ',', ';' -> {
                    add(addresses, bare.toString());
                    bare.setLength(0);
                    position++;
                }
                case '[' -> literal(bare);
                default -> {
                    bare.append(c);
                    position++;
                }
            }
        }
        add(addresses, bare.toString());
        return addresses;
    }

    private static void add(List<String> addresses, String text) {
        if (!text.isBlank()) {
            addresses.add(text.strip());
        }
    }

    private void quoted(StringBuilder into) {
        into.append(text.charAt(position++));
        while (position < text.length()) {
            char c = text.charAt(position++);
            into.append(c);
            if (c == '"') {
                return;
            }
            if (c == '\\' && position < text.length()) {
                into.append(text.charAt(position++));
            }
        }
    }

    private void comment() {
        int depth = 0;
        while (position < text.length()) {
            char c = text.charAt(position++);
            if (c == '\\') {
                position++;
            } else if (c == '(') {
                depth++;
            } else if (c == ')' && --depth == 0) {
                return;
            }
        }
    }

    private void literal(StringBuilder into) {
        int end = text.indexOf(']', position);
        int after = end < 0 ? text.length() : end + 1;
        into.append(text, position, after);
        position = after;
    }

    private String angle() {
        position++;
        var address = new StringBuilder();
        while (position < text.length()) {
            char c = text.charAt(position);
            if (c == '>') {
                position++;
                return address.toString();
            }
            if (c == '"') {
                quoted(address);
            } else if (c == '(') {
                comment();
            } else {
                address.append(c);
                position++;
            }
        }
        return address.toString();
    }

    /// Passes over comments behind an address in angle brackets.
    private void skipTo(String ends) {
        while (position < text.length() && ends.indexOf(text.charAt(position)) < 0) {
            if (text.charAt(position) == '(') {
                comment();
            } else {
                position++;
            }
        }
    }
}
