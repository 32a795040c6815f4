package org.sekisho.smtp.server;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import org.sekisho.accounts.Login;
import org.sekisho.address.Mailbox;
import org.sekisho.address.ReversePath;
import org.sekisho.events.SessionId;
import org.sekisho.gate.Client;
import org.sekisho.gate.SenderDecision;
import org.sekisho.message.Authors;
import org.sekisho.message.HeaderSection;
import org.sekisho.message.MailDate;
import org.sekisho.message.MessageId;
import org.sekisho.message.Received;
import org.sekisho.queue.Dsn;
import org.sekisho.queue.Envelope;
import org.sekisho.queue.Origin;
import org.sekisho.queue.Queue;
import org.sekisho.queue.QueueId;
import org.sekisho.queue.Recipient;
import org.sekisho.smtp.Command;
import org.sekisho.smtp.Reply;
import org.sekisho.store.StorageException;

/// From the first octet of a message to the queue: what is added to it, and whether it is taken. Used by one
/// session.
final class Reception {
    /// How it ended.
    sealed interface Outcome {
        /// On disk (I2).
        record Accepted(QueueId id) implements Outcome {}

        record Refused(Reply reply) implements Outcome {}
    }

    private final SmtpSettings settings;
    private final SmtpService.Parts parts;

    Reception(SmtpSettings settings, SmtpService.Parts parts) {
        this.settings = settings;
        this.parts = parts;
    }

    /// @param number of the message within its session
    IncomingMessage begin(Guest guest, Optional<SSLSession> tls, Transaction.Open open, int number) {
        var draft = parts.blobs().draft();
        return new IncomingMessage(draft, settings.limits(), section -> {
            Instant now = parts.clock().instant();
            String received = received(guest, tls, open, number).print(now, settings.zone());
            return settings.service().isSubmission()
                    ? received + missing(section, open.mail().reversePath(), now)
                    : received;
        });
    }

    private Received received(Guest guest, Optional<SSLSession> tls, Transaction.Open open, int number) {
        var spoken = new Received.Protocol(
                settings.isLmtp(),
                guest.isExtended(),
                open.mail().smtputf8(),
                tls.isPresent(),
                guest.login().isPresent());
        return new Received(
                guest.name(),
                guest.address(),
                settings.hostname(),
                spoken,
                tls.map(session -> session.getProtocol() + ":" + session.getCipherSuite())
                        .orElse(""),
                SessionId.CURRENT.get() + "." + number,
                open.recipients().size() == 1
                        ? Optional.of(
                                open.recipients().values().iterator().next().address())
                        : Optional.empty());
    }

    /// RFC 6409 §8: a submission server may complete what the client left out. From is completed as well, by the
    /// reverse path, which the gate has allowed.
    private String missing(HeaderSection section, ReversePath reversePath, Instant now) {
        var added = new StringBuilder();
        if (!section.has("from") && reversePath instanceof ReversePath.From(var mailbox)) {
            added.append("From: ").append(mailbox).append("\r\n");
        }
        if (!section.has("date")) {
            added.append("Date: ").append(MailDate.print(now, settings.zone())).append("\r\n");
        }
        if (!section.has("message-id")) {
            added.append("Message-ID: ")
                    .append(MessageId.create(settings.hostname(), now, parts.random()))
                    .append("\r\n");
        }
        return added.toString();
    }

    /// The end of the data came.
    Outcome finish(Guest guest, Client.Peer client, Transaction.Open open, IncomingMessage message) {
        message.finish();
        if (message.fault().isPresent()) {
            return refused(guest, open, reply(message.fault().get()));
        }
        if (message.failure().isPresent()) {
            return failed(message.failure().get());
        }
        if (settings.service().isSubmission() || client.login().isPresent()) {
            Optional<Reply> objection = objection(client, open.mail().reversePath(), message.section());
            if (objection.isPresent()) {
                return refused(guest, open, objection.get());
            }
        }
        try {
            QueueId id = parts.queue().accept(submission(guest, open, message));
            log(id, guest, open, message);
            return new Outcome.Accepted(id);
        } catch (StorageException e) {
            return failed(e);
        }
    }

    private Outcome refused(Guest guest, Transaction.Open open, Reply reply) {
        parts.counters().count("smtp_refused", "reason", "content");
        parts.log()
                .info(
                        "smtp.refused",
                        "message",
                        reply.lines().getFirst(),
                        "reply",
                        reply.code(),
                        "from",
                        open.mail().reversePath(),
                        "client",
                        guest.address().getHostAddress());
        return new Outcome.Refused(reply);
    }

    static Reply reply(IncomingMessage.Fault fault) {
        return switch (fault) {
            case BARE_LINE_END -> Replies.BARE_LINE_END;
            case TOO_LARGE -> Replies.TOO_LARGE;
            case HEADER_TOO_LARGE -> Replies.HEADER_TOO_LARGE;
            case LOOP -> Replies.LOOP;
        };
    }

    private Outcome failed(StorageException cause) {
        parts.counters().count("smtp_storage_failures");
        parts.log().error("smtp.storage-failed", cause, "kind", cause.kind());
        return new Outcome.Refused(reply(cause));
    }

    static Reply reply(StorageException cause) {
        return cause.kind() == StorageException.Kind.FULL ? Replies.DISK_FULL : Replies.STORAGE_TROUBLE;
    }

    /// RFC 6409 §6.1: whose name stands in From is asked of those who submit.
    private Optional<Reply> objection(Client client, ReversePath reversePath, HeaderSection section) {
        return switch (section.authors()) {
            case Authors.Named(var mailboxes) -> objection(client, mailboxes);
            case Authors.Malformed(var why) -> Optional.of(Reply.of(550, "5.6.0", why));
            case Authors.Missing() ->
                switch (reversePath) {
                    case ReversePath.From(var mailbox) -> objection(client, List.of(mailbox)); // completed by us
                    case ReversePath.Null() -> Optional.of(Replies.NOBODY_IN_FROM);
                };
        };
    }

    private Optional<Reply> objection(Client client, List<Mailbox> from) {
        return switch (parts.gate().mayWrite(client, from)) {
            case SenderDecision.Allowed() -> Optional.empty();
            case SenderDecision.Refused(var reason) -> Optional.of(Replies.of(550, reason));
            case SenderDecision.TryLater(var reason) -> Optional.of(Replies.of(451, reason));
        };
    }

    private static Queue.Submission submission(Guest guest, Transaction.Open open, IncomingMessage message) {
        Command.Mail mail = open.mail();
        var recipients = List.copyOf(open.recipients().values());
        // I8: without SPF or DMARC nobody can tell whether a stranger's reverse path is its own
        boolean bounceable = guest.login().isPresent()
                || recipients.stream().anyMatch(recipient -> recipient.route() instanceof Recipient.Route.Remote);
        var envelope = new Envelope(
                mail.reversePath(),
                mail.smtputf8(),
                mail.eightBit() || message.hasEightBit(),
                new Dsn.ForMessage(mail.ret().map(Dsn.Ret::valueOf), mail.envelopeId()),
                bounceable);
        var origin = new Origin(
                guest.address().getHostAddress(),
                guest.login().map(Login::account),
                SessionId.CURRENT.get().value());
        return new Queue.Submission(envelope, origin, recipients, message.draft());
    }

    private void log(QueueId id, Guest guest, Transaction.Open open, IncomingMessage message) {
        parts.counters().count("smtp_messages", "service", settings.service().name());
        parts.log()
                .info(
                        "smtp.accepted",
                        "queue",
                        id,
                        "from",
                        open.mail().reversePath(),
                        "recipients",
                        open.recipients().size(),
                        "octets",
                        message.octets(),
                        "client",
                        guest.address().getHostAddress(),
                        "helo",
                        guest.name(),
                        "user",
                        guest.login().map(login -> login.user().toString()).orElse("-"),
                        "service",
                        settings.service(),
                        "forwarded-for",
                        guest.forwarded().getOrDefault("ADDR", "-"));
    }
}
