package org.sekisho.doctor;

import java.util.Locale;

/// Domains of recipients.
public final class Destinations {
    private Destinations() {}

    /// What is behind the last `@`, lower case; without one the address itself.
    public static String of(String address) {
        return address.substring(address.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
    }
}
