package org.sekisho.doctor;

import java.util.Locale;

/// Domains of recipients.
final class Destinations {
    private Destinations() {}

    /// What is behind the last `@`, lower case; without one the address itself.
    static String of(String address) {
        return address.substring(address.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
    }
}
