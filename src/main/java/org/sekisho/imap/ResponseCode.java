package org.sekisho.imap;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What a client may act on in a status response. RFC 9051 §7.1 and extensions.
public sealed interface ResponseCode {
    /// Codes that are one word, or always the same words.
    enum Plain implements ResponseCode {
        ALERT("ALERT"),
        ALREADYEXISTS("ALREADYEXISTS"),
        AUTHENTICATIONFAILED("AUTHENTICATIONFAILED"),
        AUTHORIZATIONFAILED("AUTHORIZATIONFAILED"),
        CANNOT("CANNOT"),
        CLIENTBUG("CLIENTBUG"),
        CLOSED("CLOSED"),
        /// RFC 4978.
        COMPRESSIONACTIVE("COMPRESSIONACTIVE"),
        CONTACTADMIN("CONTACTADMIN"),
        CORRUPTION("CORRUPTION"),
        EXPIRED("EXPIRED"),
        EXPUNGEISSUED("EXPUNGEISSUED"),
        HASCHILDREN("HASCHILDREN"),
        INUSE("INUSE"),
        LIMIT("LIMIT"),
        /// RFC 5464.
        METADATA_TOOMANY("METADATA TOOMANY"),
        METADATA_NOPRIVATE("METADATA NOPRIVATE"),
        /// RFC 7162.
        NOMODSEQ("NOMODSEQ"),
        NONEXISTENT("NONEXISTENT"),
        NOPERM("NOPERM"),
        /// RFC 5465.
        NOTIFICATIONOVERFLOW("NOTIFICATIONOVERFLOW"),
        NOTSAVED("NOTSAVED"),
        OVERQUOTA("OVERQUOTA"),
        PARSE("PARSE"),
        PRIVACYREQUIRED("PRIVACYREQUIRED"),
        READ_ONLY("READ-ONLY"),
        READ_WRITE("READ-WRITE"),
        SERVERBUG("SERVERBUG"),
        /// RFC 4469.
        TOOBIG("TOOBIG"),
        TRYCREATE("TRYCREATE"),
        UIDNOTSTICKY("UIDNOTSTICKY"),
        /// RFC 9586.
        UIDREQUIRED("UIDREQUIRED"),
        UNAVAILABLE("UNAVAILABLE"),
        UNKNOWN_CTE("UNKNOWN-CTE"),
        /// RFC 6154.
        USEATTR("USEATTR");

        private final String text;

        Plain(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    record Capability(List<String> capabilities) implements ResponseCode {}

    /// @param more `\*`: new keywords may be made
    record PermanentFlags(List<String> flags, boolean more) implements ResponseCode {}

    record UidNext(long uid) implements ResponseCode {}

    record UidValidity(long value) implements ResponseCode {}

    /// RFC 3501: the number of the first message that is not \Seen.
    record Unseen(long number) implements ResponseCode {}

    /// RFC 7162.
    record HighestModSeq(long modSeq) implements ResponseCode {}

    /// RFC 7162: numbers or UIDs, as in the command.
    record Modified(SequenceSet.Numbers set) implements ResponseCode {}

    record AppendUid(long uidValidity, SequenceSet.Numbers uids) implements ResponseCode {}

    /// @param from as many UIDs as `to`, in the same order
    record CopyUid(long uidValidity, SequenceSet.Numbers from, SequenceSet.Numbers to) implements ResponseCode {}

    /// @param known charsets; may be empty
    record BadCharset(List<String> known) implements ResponseCode {}

    /// RFC 8474.
    record MailboxId(String id) implements ResponseCode {}

    /// RFC 5465.
    record BadEvent(List<String> known) implements ResponseCode {}

    /// RFC 5464: the longest value that was left out.
    record MetadataLongEntries(long octets) implements ResponseCode {}

    /// RFC 5464: what a value may have.
    record MetadataMaxSize(long octets) implements ResponseCode {}

    /// RFC 9738.
    /// @param uid the lowest that was dealt with; empty when none was
    record MessageLimit(long messages, OptionalLong uid) implements ResponseCode {}

    /// RFC 9585.
    /// @param goal only together with `progress`
    record InProgress(Optional<Tag> tag, OptionalLong progress, OptionalLong goal) implements ResponseCode {}

    /// RFC 4469.
    record BadUrl(String url) implements ResponseCode {}
}
