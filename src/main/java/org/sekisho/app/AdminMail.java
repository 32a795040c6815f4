package org.sekisho.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.sekisho.address.Domain;
import org.sekisho.address.ForwardPath;
import org.sekisho.address.LocalPart;
import org.sekisho.address.Mailbox;
import org.sekisho.address.ReversePath;
import org.sekisho.admin.LocalSubmission.Result;
import org.sekisho.gate.Client;
import org.sekisho.gate.Decision;
import org.sekisho.gate.RelayGate;
import org.sekisho.message.MailDate;
import org.sekisho.message.MessageId;
import org.sekisho.queue.Dsn;
import org.sekisho.queue.Envelope;
import org.sekisho.queue.Origin;
import org.sekisho.queue.Queue;
import org.sekisho.queue.Recipient;
import org.sekisho.store.BlobDraft;
import org.sekisho.store.Blobs;
import org.sekisho.store.StorageException;

/// Mail from the server to its administrator: into a mailbox here, or not at all. Nothing comes back to it, so it
/// is sent from `<>`. Safe from any thread.
record AdminMail(
        Domain hostname,
        ZoneId zone,
        RelayGate gate,
        Queue queue,
        Blobs blobs,
        InstantSource clock,
        RandomGenerator random) {
    private static final Base64.Encoder BASE64 = Base64.getMimeEncoder();

    /// @param subject in ASCII, without line ends
    /// @param text lines that end with a line feed
    Result send(String subject, String text) {
        var to = new ForwardPath.Postmaster(); // the account of the setting `admin`, else the oldest
        return switch (gate.decide(new Client.Reporter(), new ReversePath.Null(), to)) {
            case Decision.Deliver(var target, var reason) -> queued(new Recipient.Route.Local(target), subject, text);
            case Decision.HandOn(var pass, var reason) -> queued(new Recipient.Route.HandOn(pass), subject, text);
            case Decision.Relay(var permit, var reason) ->
                new Result.Refused("there is no account here that could get it");
            case Decision.Refuse(var reason) -> new Result.Refused(reason.text());
            case Decision.TryLater(var reason) -> new Result.TryLater(reason.text());
        };
    }

    private Result queued(Recipient.Route route, String subject, String text) {
        var postmaster = new Mailbox(new LocalPart("postmaster"), hostname);
        try (BlobDraft draft = blobs.draft()) {
            draft.write(message(postmaster, subject, text).getBytes(StandardCharsets.US_ASCII));
            var envelope = new Envelope(new ReversePath.Null(), false, false, Dsn.ForMessage.DEFAULT, false);
            var recipient = new Recipient(
                    postmaster,
                    route,
                    new Dsn.ForRecipient(Set.of(), Optional.empty()),
                    new Recipient.Status.Pending(""));
            var origin = new Origin("local", Optional.empty(), "audit");
            return new Result.Taken(queue.accept(new Queue.Submission(envelope, origin, List.of(recipient), draft)));
        } catch (StorageException e) {
            return new Result.TryLater("the message cannot be stored now");
        } catch (IOException e) {
            throw new UncheckedIOException(e); // drafts throw none
        }
    }

    private String message(Mailbox postmaster, String subject, String text) {
        Instant now = clock.instant();
        return "From: Sekisho <MAILER-DAEMON@" + hostname + ">\r\nTo: <" + postmaster + ">\r\nSubject: " + subject
                + "\r\nDate: " + MailDate.print(now, zone) + "\r\nMessage-ID: "
                + MessageId.create(hostname, now, random)
                + "\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n" // RFC 3834 §5
                + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                + BASE64.encodeToString(text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8)) + "\r\n";
    }
}
