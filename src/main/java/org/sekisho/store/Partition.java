package org.sekisho.store;

/// The name of one partition: the unit of atomicity. A batch touches exactly one.
/// @param name 1 to 255 octets of UTF-8, by convention `kind/id`, e.g. `queue/07`, `mailbox/3f9c…`, `accounts`
public record Partition(String name) {}
