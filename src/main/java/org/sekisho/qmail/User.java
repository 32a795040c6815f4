package org.sekisho.qmail;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sekisho.address.Mailbox;
import org.sekisho.events.Secret;

/// Somebody with a mailbox.
public record User(Place place, Mailbox address, String name, Password password, Store store, Forwarding forwarding) {

    /// @param hash empty for users of the machine, whose passwords are not read
    /// @param clear the password itself, when vpopmail was built to keep it
    public record Password(Optional<PasswordHash> hash, Optional<Secret> clear, Set<Restriction> restrictions) {
        /// Whether the user must be given a new one: neither the password nor a hash that can be kept is there.
        public boolean mustBeNew() {
            return clear.isEmpty() && !hash.map(PasswordHash::canBeTaken).orElse(false);
        }
    }

    /// @param maildir whether or not it is there
    public record Store(Path maildir, StoredQuota quota) {}

    /// What the user's own `.qmail` says.
    /// @param keepsCopy false: everything goes to `members` only
    public record Forwarding(List<Mailbox> members, boolean keepsCopy) {
        static final Forwarding NONE = new Forwarding(List.of(), true);

        public Forwarding {
            members = List.copyOf(members);
        }
    }
}
