package org.sekisho.imap;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.sekisho.events.Secret;

/// An IMAP command without its tag. RFC 9051 §6, RFC 3501 §6 and extensions. `uid` says that the numbers are (and
/// the answer has) UIDs. Mailbox names are decoded to Unicode; whether there may be such a mailbox is for the server
/// to say. APPEND and REPLACE, which carry messages, are read by [AppendParser] instead.
public sealed interface Command {
    // Any state.
    record Capability() implements Command {}

    record Noop() implements Command {}

    record Logout() implements Command {}

    /// RFC 2971.
    /// @param fields in order; those with the value NIL are left out
    record Id(Map<String, String> fields) implements Command {}

    // Before the login.
    record StartTls() implements Command {}

    /// @param mechanism in upper case
    /// @param initialResponse as sent, base64 or `=` (RFC 4959)
    record Authenticate(String mechanism, Optional<Secret> initialResponse) implements Command {}

    record Login(String user, Secret password) implements Command {}

    // After the login.
    /// @param capabilities in upper case, as sent
    record Enable(List<String> capabilities) implements Command {
        public Enable {
            capabilities = List.copyOf(capabilities);
        }
    }

    /// RFC 8437.
    record Unauthenticate() implements Command {}

    /// COMPRESS DEFLATE. RFC 4978.
    record Compress() implements Command {}

    /// SELECT, and EXAMINE when `readOnly`.
    record Select(String mailbox, boolean readOnly, SelectParameters parameters) implements Command {}

    /// @param use RFC 6154 §3, such as `\Sent`; may be empty
    record Create(String mailbox, List<String> use) implements Command {
        public Create {
            use = List.copyOf(use);
        }
    }

    record Delete(String mailbox) implements Command {}

    record Rename(String from, String to) implements Command {}

    record Subscribe(String mailbox) implements Command {}

    record Unsubscribe(String mailbox) implements Command {}

    /// LIST. RFC 9051 §6.3.9.
    /// @param patterns one or more
    /// @param extended sent with selection options, several patterns or RETURN (RFC 5258 §1)
    record ListMailboxes(
            Set<ListSelection> selection, String reference, List<String> patterns, ListReturn returns, boolean extended)
            implements Command {
        public ListMailboxes {
            var copy = EnumSet.noneOf(ListSelection.class);
            copy.addAll(selection);
            selection = Collections.unmodifiableSet(copy);
            patterns = List.copyOf(patterns);
        }
    }

    /// RFC 3501 §6.3.9.
    record Lsub(String reference, String pattern) implements Command {}

    record Namespace() implements Command {}

    /// @param items one or more
    record Status(String mailbox, List<StatusItem> items) implements Command {
        public Status {
            items = List.copyOf(items);
        }
    }

    /// Ends with the line DONE: [CommandParser#isDone].
    record Idle() implements Command {}

    // RFC 4314.
    record GetAcl(String mailbox) implements Command {}

    /// @param mode REPLACE, or ADD and REMOVE for rights that begin with + and -
    /// @param identifier may begin with `-` (negative rights)
    record SetAcl(String mailbox, String identifier, StoreFlags.Mode mode, Rights rights) implements Command {}

    record DeleteAcl(String mailbox, String identifier) implements Command {}

    record ListRights(String mailbox, String identifier) implements Command {}

    record MyRights(String mailbox) implements Command {}

    // RFC 9208.
    record GetQuota(String root) implements Command {}

    record GetQuotaRoot(String mailbox) implements Command {}

    /// @param limits by resource in upper case, such as STORAGE; may be empty
    record SetQuota(String root, Map<String, Long> limits) implements Command {}

    // RFC 5464.
    /// @param mailbox empty for the server
    record GetMetadata(String mailbox, MetadataQuery query) implements Command {}

    /// @param mailbox empty for the server
    /// @param entries one or more
    record SetMetadata(String mailbox, List<MetadataEntry> entries) implements Command {
        public SetMetadata {
            entries = List.copyOf(entries);
        }
    }

    // RFC 5465.
    record NotifyNone() implements Command {}

    /// @param status tell the STATUS of the mailboxes now
    /// @param groups one or more
    record NotifySet(boolean status, List<NotifyEvents.Group> groups) implements Command {
        public NotifySet {
            groups = List.copyOf(groups);
        }
    }

    // With a mailbox selected.
    record Check() implements Command {}

    record Close() implements Command {}

    record Unselect() implements Command {}

    /// @param uids with UID EXPUNGE only
    record Expunge(Optional<SequenceSet> uids) implements Command {}

    /// @param returns empty: the answer is SEARCH in rev1 (and ESEARCH ALL in rev2)
    record Search(boolean uid, Optional<SearchReturn> returns, SearchKey key) implements Command {}

    /// RFC 5256, 5267.
    /// @param sortKeys one or more
    record Sort(boolean uid, Optional<SearchReturn> returns, List<SortKey> sortKeys, SearchKey key) implements Command {
        public Sort {
            sortKeys = List.copyOf(sortKeys);
        }
    }

    /// RFC 5256.
    @SuppressWarnings("AvoidCommonTypeNames") // it is the command's name
    record Thread(boolean uid, ThreadAlgorithm algorithm, SearchKey key) implements Command {}

    /// @param items one or more, as sent: UID FETCH does not imply UID here
    record Fetch(boolean uid, SequenceSet set, List<FetchItem> items, FetchModifiers modifiers) implements Command {
        public Fetch {
            items = List.copyOf(items);
        }
    }

    /// @param unchangedSince RFC 7162 §3.1.3; 0 or more
    record Store(boolean uid, SequenceSet set, OptionalLong unchangedSince, StoreFlags flags) implements Command {}

    record Copy(boolean uid, SequenceSet set, String mailbox) implements Command {}

    record Move(boolean uid, SequenceSet set, String mailbox) implements Command {}
}
