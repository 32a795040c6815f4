package org.sekisho.imap;

import java.util.OptionalLong;

/// Prints a response code with its brackets. RFC 9051 §9 `resp-text-code`.
final class ResponseCodePrinter {
    private final ResponseBuffer buffer;
    private final boolean unicode;

    ResponseCodePrinter(ResponseBuffer buffer, boolean unicode) {
        this.buffer = buffer;
        this.unicode = unicode;
    }

    void print(ResponseCode code) {
        buffer.octet('[');
        switch (code) {
            case ResponseCode.Plain plain -> buffer.ascii(plain.text());
            case ResponseCode.Capability(var capabilities) ->
                buffer.ascii("CAPABILITY ").words(capabilities);
            case ResponseCode.PermanentFlags flags -> permanentFlags(flags);
            case ResponseCode.UidNext(var uid) -> buffer.ascii("UIDNEXT ").number(uid);
            case ResponseCode.UidValidity(var value) ->
                buffer.ascii("UIDVALIDITY ").number(value);
            case ResponseCode.Unseen(var number) -> buffer.ascii("UNSEEN ").number(number);
            case ResponseCode.HighestModSeq(var modSeq) ->
                buffer.ascii("HIGHESTMODSEQ ").number(modSeq);
            case ResponseCode.Modified(var set) -> buffer.ascii("MODIFIED ").set(set);
            case ResponseCode.AppendUid(var validity, var uids) ->
                buffer.ascii("APPENDUID ").number(validity).space().set(uids);
            case ResponseCode.CopyUid(var validity, var from, var to) ->
                buffer.ascii("COPYUID ")
                        .number(validity)
                        .space()
                        .set(from)
                        .space()
                        .set(to);
            case ResponseCode.BadCharset charset -> badCharset(charset);
            case ResponseCode.MailboxId(var id) ->
                buffer.ascii("MAILBOXID (").ascii(id).octet(')');
            case ResponseCode.BadEvent(var known) ->
                buffer.ascii("BADEVENT (").words(known).octet(')');
            case ResponseCode.MetadataLongEntries(var octets) ->
                buffer.ascii("METADATA LONGENTRIES ").number(octets);
            case ResponseCode.MetadataMaxSize(var octets) ->
                buffer.ascii("METADATA MAXSIZE ").number(octets);
            case ResponseCode.MessageLimit(var messages, var uid) -> {
                buffer.ascii("MESSAGELIMIT ").number(messages);
                uid.ifPresent(lowest -> buffer.space().number(lowest));
            }
            case ResponseCode.InProgress progress -> inProgress(progress);
            case ResponseCode.BadUrl(var url) -> buffer.ascii("BADURL ").string(url, unicode);
        }
        buffer.octet(']');
    }

    private void permanentFlags(ResponseCode.PermanentFlags flags) {
        buffer.ascii("PERMANENTFLAGS (").words(flags.flags());
        if (flags.more()) {
            buffer.ascii(flags.flags().isEmpty() ? "\\*" : " \\*");
        }
        buffer.octet(')');
    }

    private void badCharset(ResponseCode.BadCharset charset) {
        buffer.ascii("BADCHARSET");
        if (!charset.known().isEmpty()) {
            buffer.ascii(" (").words(charset.known()).octet(')');
        }
    }

    private void inProgress(ResponseCode.InProgress progress) {
        buffer.ascii("INPROGRESS");
        if (progress.tag().isPresent() || progress.progress().isPresent()) {
            buffer.ascii(" (");
            progress.tag().ifPresentOrElse(tag -> buffer.string(tag.value(), unicode), () -> buffer.ascii("NIL"));
            numberOrNil(progress.progress());
            numberOrNil(progress.goal());
            buffer.octet(')');
        }
    }

    private void numberOrNil(OptionalLong number) {
        buffer.space();
        number.ifPresentOrElse(buffer::number, () -> buffer.ascii("NIL"));
    }
}
