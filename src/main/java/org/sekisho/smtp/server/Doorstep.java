package org.sekisho.smtp.server;

import java.util.Optional;
import org.sekisho.address.ForwardPath;
import org.sekisho.address.ReversePath;
import org.sekisho.blocklist.Door;
import org.sekisho.blocklist.Offence;
import org.sekisho.gate.Reason;
import org.sekisho.gate.Target;
import org.sekisho.smtp.Command;
import org.sekisho.smtp.Reply;

/// Refusals of one session: the log line, the reply, and what the blocklist makes of it. The blocklist says
/// nothing to those who have logged in, nor to LMTP, which
/// brings mail that another server took already.
final class Doorstep {
    /// The client itself is refused: from now on it may only QUIT (RFC 5321 §3.1).
    static final int CLIENT_REFUSED = 554;

    private static final int MAIL_REFUSED = 550;
    private static final String POLICY = "5.7.1"; // RFC 3463 §3.8

    private final SmtpSettings settings;
    private final SmtpService.Parts parts;

    Doorstep(SmtpSettings settings, SmtpService.Parts parts) {
        this.settings = settings;
        this.parts = parts;
    }

    private boolean isWatched(Guest guest) {
        return !settings.isLmtp() && guest.login().isEmpty();
    }

    private Door.Visit visit(Guest guest) {
        return new Door.Visit(guest.address(), settings.service().isSubmission(), guest.name());
    }

    /// In place of the greeting; RFC 2034 §4: without an enhanced code.
    Optional<Reply> connecting(Guest guest) {
        return refusal(guest)
                .map(refusal -> said(
                        "connect",
                        guest,
                        refusal,
                        Reply.of(CLIENT_REFUSED, "", settings.hostname() + " " + refusal.text())));
    }

    /// At AUTH: an entry that came after the greeting.
    Optional<Reply> auth(Guest guest) {
        return refusal(guest)
                .map(refusal -> said("auth", guest, refusal, Reply.of(CLIENT_REFUSED, POLICY, refusal.text())));
    }

    private Optional<Door.Refusal> refusal(Guest guest) {
        return isWatched(guest) ? parts.door().connecting(visit(guest)) : Optional.empty();
    }

    Optional<Reply> mail(Guest guest, ReversePath sender) {
        if (!isWatched(guest)) {
            return Optional.empty();
        }
        int byAddress = parts.door().connecting(visit(guest)).isPresent() ? CLIENT_REFUSED : MAIL_REFUSED;
        return parts.door()
                .mail(visit(guest), sender)
                .map(refusal -> said("mail", guest, refusal, Reply.of(byAddress, POLICY, refusal.text())));
    }

    Optional<Reply> rcpt(Guest guest, ReversePath sender, ForwardPath recipient) {
        return isWatched(guest)
                ? parts.door()
                        .rcpt(visit(guest), sender, recipient)
                        .map(refusal -> said("rcpt", guest, refusal, Reply.of(MAIL_REFUSED, POLICY, refusal.text())))
                : Optional.empty();
    }

    /// No room in the recipient's mailbox. Who has logged in is not asked to come again.
    Optional<Reply> full(Guest guest, Command.Mail mail, ForwardPath recipient, Target target) {
        if (guest.login().isPresent() || !(target instanceof Target.Account(var account, var _))) {
            return Optional.empty();
        }
        Optional<Reply> reply = switch (parts.capacity().of(account, mail.size().orElse(0))) {
            case ENOUGH -> Optional.empty();
            case LATER -> Optional.of(Replies.MAILBOX_FULL);
            case NONE -> Optional.of(Replies.MAILBOX_TOO_SMALL);
        };
        reply.ifPresent(said -> {
            parts.counters().count("smtp_refused", "reason", "mailbox-full");
            parts.log()
                    .info(
                            "smtp.refused",
                            "to",
                            recipient,
                            "reply",
                            said.code(),
                            "reason",
                            "mailbox-full",
                            "client",
                            guest.address().getHostAddress(),
                            "helo",
                            guest.name());
        });
        return reply;
    }

    private Reply said(String at, Guest guest, Door.Refusal refusal, Reply reply) {
        parts.counters().count("blocklist_refused", "at", at);
        parts.log()
                .info(
                        "smtp.blocked",
                        "at",
                        at,
                        "entry",
                        refusal.entry().id(),
                        "subject",
                        refusal.entry().subject(),
                        "what",
                        refusal.what(),
                        "reply",
                        reply.code(),
                        "client",
                        guest.address().getHostAddress(),
                        "helo",
                        guest.name());
        return reply;
    }

    void talkedFirst(Guest guest) {
        seen(guest, Offence.EARLY_TALKER);
    }

    /// What the gate refused.
    /// @param which from or to
    Reply refused(Guest guest, int code, String which, Object path, Reason reason) {
        parts.counters().count("smtp_refused", "reason", reason.code());
        parts.log()
                .info(
                        "smtp.refused",
                        which,
                        path,
                        "reply",
                        code,
                        "reason",
                        reason.code(),
                        "client",
                        guest.address().getHostAddress(),
                        "helo",
                        guest.name());
        switch (reason.code()) {
            case "relay-denied", "foreign-literal", "gateway-local-part" -> seen(guest, Offence.RELAY_REFUSED);
            case "no-such-user" -> seen(guest, Offence.UNKNOWN_RECIPIENT);
            default -> {} // a sender that is not the client's to use, a domain that is suspended: no sign of a bot
        }
        return Replies.of(code, reason);
    }

    /// Counts what was no command; RFC 3463 §3.6.
    void answered(Guest guest, Reply reply) {
        if ((reply.code() == 500 || reply.code() == 501) && reply.enhancedCode().startsWith("5.5.")) {
            seen(guest, Offence.SYNTAX);
        }
    }

    private void seen(Guest guest, Offence offence) {
        if (isWatched(guest)) {
            parts.door().seen(offence, guest.address());
        }
    }
}
