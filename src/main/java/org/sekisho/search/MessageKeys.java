package org.sekisho.search;

import java.util.List;
import org.sekisho.mailbox.Message;
import org.sekisho.mailbox.SummaryKeys;
import org.sekisho.message.MessageId;

/// What one message is sorted and threaded by (RFC 5256 §2.1 to §3, RFC 5957). Dates are in seconds since 1970.
/// @param sent of Date; the arrival when it has none (§2.2)
/// @param subject the base subject
/// @param reply whether the subject is one of a reply or forward
/// @param from,to,cc the mailbox of the first address; empty when there is none
/// @param displayFrom,displayTo the name of the first address, or the address
/// @param id empty: it has no valid one
/// @param references the messages it answers, the oldest first
record MessageKeys(
        long uid,
        long sent,
        long arrival,
        long octets,
        String subject,
        boolean reply,
        String from,
        String to,
        String cc,
        String displayFrom,
        String displayTo,
        String id,
        List<String> references) {
    static MessageKeys of(Message message, SummaryKeys keys) {
        long arrival = message.internalDate().getEpochSecond();
        return new MessageKeys(
                message.uid(),
                keys.sent().map(date -> date.toEpochSecond()).orElse(arrival),
                arrival,
                message.octets(),
                keys.subject().text(),
                keys.subject().isReplyOrForward(),
                keys.from().mailbox(),
                keys.to().mailbox(),
                keys.cc().mailbox(),
                keys.from().display(),
                keys.to().display(),
                keys.id().map(MessageId::value).orElse(""),
                keys.references().stream().map(MessageId::value).toList());
    }

    /// Of a message whose octets are lost.
    static MessageKeys unreadable(Message message) {
        long arrival = message.internalDate().getEpochSecond();
        return new MessageKeys(
                message.uid(), arrival, arrival, message.octets(), "", false, "", "", "", "", "", "", List.of());
    }
}
