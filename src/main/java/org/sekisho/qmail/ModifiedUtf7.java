package org.sekisho.qmail;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.sekisho.address.SyntaxError;

/// The form of mailbox names in folders of Maildir++ (RFC 3501 §5.1.3).
final class ModifiedUtf7 {
    private ModifiedUtf7() {}

    /// @throws SyntaxError not this form
    static String decode(String text) {
        var decoded = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c < ' ' || c > '~') {
                throw new SyntaxError("a character that modified UTF-7 does not hold");
            }
            if (c != '&') {
                decoded.append(c);
                at++;
                continue;
            }
            int end = text.indexOf('-', at);
            if (end < 0) {
                throw new SyntaxError("an & without its -");
            }
            decoded.append(end == at + 1 ? "&" : shifted(text.substring(at + 1, end)));
            at = end + 1;
        }
        return decoded.toString();
    }

    private static String shifted(String base64) {
        try {
            byte[] octets = Base64.getDecoder().decode(base64.replace('/', '!').replace(',', '/'));
            return StandardCharsets.UTF_16BE
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException _) {
            throw new SyntaxError("not modified UTF-7");
        }
    }
}
