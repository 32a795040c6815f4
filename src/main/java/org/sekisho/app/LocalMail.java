package org.sekisho.app;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.sekisho.address.Domain;
import org.sekisho.address.ForwardPath;
import org.sekisho.address.LocalPart;
import org.sekisho.address.Mailbox;
import org.sekisho.address.ReversePath;
import org.sekisho.admin.LocalSubmission;
import org.sekisho.events.Log;
import org.sekisho.gate.Decision;
import org.sekisho.gate.RelayGate;
import org.sekisho.message.HeaderSection;
import org.sekisho.message.MailDate;
import org.sekisho.message.MessageId;
import org.sekisho.queue.Envelope;
import org.sekisho.queue.Origin;
import org.sekisho.queue.Queue;
import org.sekisho.queue.QueueId;
import org.sekisho.queue.Recipient;
import org.sekisho.store.BlobDraft;
import org.sekisho.store.Blobs;
import org.sekisho.store.StorageException;

/// Mail from processes of this machine. Safe from any thread.
/// @param maxHeader octets of the header section that are looked at
/// @param maxMessage octets that a message may have, at this moment
record LocalMail(
        Domain localDomain,
        ZoneId zone,
        RelayGate gate,
        Queue queue,
        Blobs blobs,
        Log log,
        InstantSource clock,
        RandomGenerator random,
        int maxHeader,
        LongSupplier maxMessage)
        implements LocalSubmission {
    private static final int BUFFER = 16 * 1024;

    @Override
    public Result submit(Mail mail, InputStream message) throws IOException {
        List<Recipient> recipients = new ArrayList<>();
        for (ForwardPath forwardPath : mail.recipients()) {
            switch (gate.decide(mail.who(), mail.reversePath(), forwardPath)) {
                case Decision.Deliver(var target, var reason) ->
                    recipients.add(recipient(mail, forwardPath, new Recipient.Route.Local(target)));
                case Decision.Relay(var permit, var reason) ->
                    recipients.add(recipient(mail, forwardPath, new Recipient.Route.Remote(permit)));
                case Decision.HandOn(var pass, var reason) ->
                    recipients.add(recipient(mail, forwardPath, new Recipient.Route.HandOn(pass)));
                case Decision.Refuse(var reason) -> {
                    return new Result.Refused(forwardPath + ": " + reason.text());
                }
                case Decision.TryLater(var reason) -> {
                    return new Result.TryLater(forwardPath + ": " + reason.text());
                }
            }
        }
        byte[] head = head(message);
        HeaderSection section = HeaderSection.read(head, 0, head.length);
        try (BlobDraft draft = blobs.draft()) {
            if (!write(mail, new Text(head, section, message), draft)) {
                return new Result.Refused("the message is larger than " + maxMessage.getAsLong() + " octets");
            }
            boolean utf8 = recipients.stream().anyMatch(each -> each.address().needsUtf8());
            var envelope = new Envelope(mail.reversePath(), utf8, true, mail.dsn(), true);
            var origin = new Origin("uid:" + mail.who().uid(), Optional.empty(), "sendmail");
            QueueId id = queue.accept(new Queue.Submission(envelope, origin, recipients, draft));
            record(id, mail, section, recipients.size());
            return new Result.Taken(id);
        } catch (StorageException e) {
            return new Result.TryLater("the message cannot be stored now");
        }
    }

    /// PHP itself notes the script, when it is told to (mail.add_x_header).
    private void record(QueueId id, Mail mail, HeaderSection section, int recipients) {
        log.info(
                "sendmail.accepted",
                "queue",
                id,
                "from",
                mail.reversePath(),
                "recipients",
                recipients,
                "uid",
                mail.who().uid(),
                "caller",
                mail.caller().command(),
                "folder",
                mail.caller().folder(),
                "script",
                section.bodies("x-php-originating-script").stream()
                        .findFirst()
                        .map(String::strip)
                        .orElse("-"));
    }

    /// @param head the header section, as far as it is looked at
    /// @param rest what follows
    private record Text(byte[] head, HeaderSection section, InputStream rest) {}

    private Recipient recipient(Mail mail, ForwardPath forwardPath, Recipient.Route route) {
        Mailbox address = switch (forwardPath) {
            case ForwardPath.To(var mailbox) -> mailbox;
            case ForwardPath.Postmaster() -> new Mailbox(new LocalPart("postmaster"), localDomain);
        };
        return new Recipient(address, route, mail.recipientDsn(), new Recipient.Status.Pending(""));
    }

    /// @return false when it is too large
    private boolean write(Mail mail, Text text, BlobDraft draft) throws IOException {
        Instant now = clock.instant();
        HeaderSection section = text.section();
        var added = new StringBuilder("Received: by " + localDomain + " (uid "
                + mail.who().uid() + ");\r\n\t" + MailDate.print(now, zone) + "\r\n");
        if (!section.has("from") && mail.reversePath() instanceof ReversePath.From(var mailbox)) {
            added.append("From: ").append(mailbox).append("\r\n");
        }
        if (!section.has("date")) {
            added.append("Date: ").append(MailDate.print(now, zone)).append("\r\n");
        }
        if (!section.has("message-id")) {
            added.append("Message-ID: ")
                    .append(MessageId.create(localDomain, now, random))
                    .append("\r\n");
        }
        draft.write(added.toString().getBytes(StandardCharsets.UTF_8));
        draft.write(text.head());
        long most = maxMessage.getAsLong() - text.head().length;
        byte[] piece = new byte[BUFFER];
        long octets = 0;
        for (int read = text.rest().read(piece);
                read >= 0 && octets <= most;
                read = text.rest().read(piece)) {
            draft.write(piece, 0, read);
            octets += read;
        }
        return octets <= most;
    }

    /// The header section with the empty line behind it, or as much as is looked at.
    private byte[] head(InputStream message) throws IOException {
        var head = new ByteArrayOutputStream(BUFFER);
        int state = 2; // line ends in a row, counted in octets: an empty line may come first
        while (state < 4 && head.size() < maxHeader) {
            int octet = message.read();
            if (octet < 0) {
                break;
            }
            head.write(octet);
            boolean expected = octet == (state % 2 == 0 ? '\r' : '\n');
            state = expected ? state + 1 : octet == '\r' ? 1 : 0;
        }
        return head.toByteArray();
    }
}
