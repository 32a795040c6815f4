package org.sekisho.mailbox;

/// Names a mailbox (folder) for ever, whatever it is renamed to.
/// @param value 16 lower-case hexadecimal digits
public record MailboxId(String value) {
    @Override
    public String toString() {
        return value;
    }
}
