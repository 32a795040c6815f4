package org.sekisho.cli;

import java.util.List;
import java.util.Optional;

/// What a person says about the checks of the doctor that look at a server from outside.
/// @param host what the server calls itself
/// @param domains whose mail it takes and sends
/// @param addresses from which its mail leaves
/// @param selectors under which it publishes DKIM keys
/// @param resolver `HOST:PORT` of the DNS server to ask instead of the machine's
/// @param timeServer to compare the clock with
/// @param only what to look at; empty: everything
/// @param offline whether no other machine is asked
public record CheckOptions(
        Optional<String> host,
        List<String> domains,
        List<String> addresses,
        List<String> selectors,
        Optional<String> resolver,
        Optional<String> timeServer,
        List<String> only,
        boolean offline) {
    /// What is looked at that needs the server's files.
    public static final String QUEUE = "queue";

    public CheckOptions {
        domains = List.copyOf(domains);
        addresses = List.copyOf(addresses);
        selectors = List.copyOf(selectors);
        only = List.copyOf(only);
    }

    public boolean wants(String topic) {
        return only.isEmpty() || only.contains(topic);
    }
}
