package org.sekisho.mailbox;

import org.sekisho.address.SyntaxError;

/// What SETACL asks for (RFC 4314 §3.1): `lrs` in place of what there was, `+lrs` on top of it, `-lrs` off it.
public record RightsChange(Flags.Mode mode, Rights rights) {
    /// @throws SyntaxError a letter that is no right
    public static RightsChange parse(String text) {
        return switch (text.isEmpty() ? '=' : text.charAt(0)) {
            case '+' -> new RightsChange(Flags.Mode.ADD, Rights.parse(text.substring(1)));
            case '-' -> new RightsChange(Flags.Mode.REMOVE, Rights.parse(text.substring(1)));
            default -> replace(Rights.parse(text));
        };
    }

    public static RightsChange replace(Rights rights) {
        return new RightsChange(Flags.Mode.REPLACE, rights);
    }

    /// DELETEACL (RFC 4314 §3.2).
    public static RightsChange none() {
        return replace(Rights.NONE);
    }

    Rights applyTo(Rights before) {
        return switch (mode) {
            case ADD -> before.plus(rights);
            case REMOVE -> before.minus(rights);
            case REPLACE -> rights;
        };
    }
}
