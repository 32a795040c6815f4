package org.sekisho.dns;

/// An MX record. RFC 5321 §5.1; `.` with preference 0 is the null MX of RFC 7505.
/// @param host lower case, no trailing dot; empty for the null MX
public record MailExchanger(int preference, String host) {
    public boolean isNull() {
        return host.isEmpty();
    }
}
