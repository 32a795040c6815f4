package org.sekisho.blocklist.zone;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sekisho.address.Domain;
import org.sekisho.address.IpAddress;
import org.sekisho.address.SyntaxError;
import org.sekisho.blocklist.Blocklist;
import org.sekisho.blocklist.Door;
import org.sekisho.blocklist.Entry;

/// What the list says to the labels of a question. Safe from any thread.
final class Listings {
    private static final int V4_LABELS = 4;
    private static final int V6_LABELS = 32;
    private static final String MAPPED = "00000000000000000000ffff"; // RFC 4291 §2.5.5.2
    private static final String MAPPED_TEST = MAPPED + "7f000002";

    private final Blocklist list;

    /// What there is at a name.
    sealed interface Found {
        /// @param reason for TXT
        record Listed(String reason) implements Found {}

        /// Nothing, but names below it may be listed: so that a resolver that asks label by label (RFC 9156) goes
        /// on.
        record Above() implements Found {}

        record Nothing() implements Found {}
    }

    Listings(Blocklist list) {
        this.list = list;
    }

    /// @param labels below the zone, in the order of the question: at least one
    Found at(List<String> labels) {
        String name = String.join(".", labels).toLowerCase(Locale.ROOT);
        if (labels.stream().allMatch(Listings::isDecimal) && labels.size() <= V4_LABELS) {
            return labels.size() < V4_LABELS ? new Found.Above() : v4(labels);
        }
        boolean nibbles = labels.stream().allMatch(Listings::isNibble);
        if (nibbles && labels.size() == V6_LABELS) {
            return v6(labels);
        }
        Optional<Found> byName = name(name);
        return byName.orElseGet(() -> (nibbles && labels.size() < V6_LABELS) || isAbove(labels, name)
                ? new Found.Above()
                : new Found.Nothing());
    }

    private static boolean isAbove(List<String> labels, String name) {
        return labels.size() == 1 && !name.equals(TestEntries.NEVER_NAME);
    }

    private static boolean isDecimal(String label) {
        return label.length() <= 3 && label.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static boolean isNibble(String label) {
        return label.length() == 1 && HexFormat.isHexDigit(label.charAt(0));
    }

    /// RFC 5782 §2.1: the octets backwards.
    private Found v4(List<String> labels) {
        List<String> octets = new ArrayList<>(labels);
        Collections.reverse(octets);
        String digits = String.join(".", octets);
        if (digits.equals(TestEntries.LISTED_V4)) {
            return new Found.Listed(TestEntries.REASON);
        }
        try {
            return digits.equals(TestEntries.NEVER_V4) ? new Found.Nothing() : address(IpAddress.of(digits));
        } catch (SyntaxError _) {
            return new Found.Nothing();
        }
    }

    /// RFC 5782 §2.4: the nibbles backwards. IPv4-mapped addresses are asked for as IPv4; only the test entry is
    /// here.
    private Found v6(List<String> labels) {
        var hex = new StringBuilder();
        labels.reversed().forEach(hex::append);
        String nibbles = hex.toString().toLowerCase(Locale.ROOT);
        if (nibbles.equals(MAPPED_TEST)) {
            return new Found.Listed(TestEntries.REASON);
        }
        if (nibbles.startsWith(MAPPED)) {
            return new Found.Nothing();
        }
        var groups = new StringBuilder(nibbles.substring(0, 4));
        for (int at = 4; at < V6_LABELS; at += 4) {
            groups.append(':').append(nibbles, at, at + 4);
        }
        return address(IpAddress.of(groups.toString()));
    }

    private Found address(InetAddress address) {
        return listed(list.covering(address)).orElseGet(Found.Nothing::new);
    }

    /// RFC 5782 §3: the name as it is.
    private Optional<Found> name(String name) {
        if (name.equals(TestEntries.LISTED_NAME)) {
            return Optional.of(new Found.Listed(TestEntries.REASON));
        }
        try {
            return name.equals(TestEntries.NEVER_NAME) ? Optional.empty() : listed(list.covering(new Domain(name)));
        } catch (SyntaxError _) {
            return Optional.empty(); // no domain can be so
        }
    }

    private static Optional<Found> listed(List<Entry> covering) {
        return Door.first(covering)
                .filter(Entry::isBlock)
                .map(entry -> new Found.Listed(entry.terms().reason()));
    }
}
