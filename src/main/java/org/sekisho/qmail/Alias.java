package org.sekisho.qmail;

import java.nio.file.Path;
import java.util.List;
import org.sekisho.address.Mailbox;

/// An address that stands for others.
/// @param members none: what comes is thrown away, as a file with nothing but comments says
/// @param prefix whether it stands for all addresses that begin with it and a dash (`.qmail-x-default`)
public record Alias(Path file, Mailbox address, List<Mailbox> members, boolean prefix) {
    public Alias {
        members = List.copyOf(members);
    }
}
