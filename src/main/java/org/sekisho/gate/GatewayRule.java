package org.sekisho.gate;

import java.net.InetAddress;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.sekisho.accounts.Directory;
import org.sekisho.address.Domain;
import org.sekisho.address.LocalPart;
import org.sekisho.address.Mailbox;
import org.sekisho.config.Gateway;
import org.sekisho.gate.RecipientCheck.Answer;

/// The gate's answer for a recipient whose mailbox is on the server behind a gateway: the domain is ours, so no
/// permit is needed, and none is given. Safe from any thread.
final class GatewayRule {
    /// What some servers read as a way to elsewhere (percenthack, bang paths, source routes, DECnet), as a
    /// program or as a file.
    private static final String ROUTING = "%!|/:@";

    private final Directory directory;
    private final RecipientCheck check;

    /// Who asks, and how thoroughly.
    /// @param mayAsk whether the server may be asked; otherwise only what is known already counts
    record Inquiry(Client client, boolean mayAsk, Consumer<String> trace) {}

    GatewayRule(Directory directory, RecipientCheck check) {
        this.directory = directory;
        this.check = check;
    }

    Decision decide(Gateway gateway, Domain domain, Mailbox recipient, Inquiry inquiry) {
        inquiry.trace().accept("is there a gateway for " + domain + "? " + gateway.name() + ", to " + gateway.to());
        if (!gateway.anyLocalPart() && !isPlain(recipient.localPart())) {
            inquiry.trace()
                    .accept("could the server read \"" + recipient.localPart().value()
                            + "\" as a way to elsewhere? yes: it is not handed on");
            return new Decision.Refuse(new Reason("gateway-local-part", "5.7.1", "relaying denied"));
        }
        Answer answer = inquiry.mayAsk()
                ? check.ask(gateway, recipient, asker(inquiry.client()))
                : check.recall(gateway, recipient);
        inquiry.trace().accept("is " + recipient + " there? " + said(answer));
        boolean postmaster =
                recipient.localPart().value().toLowerCase(Locale.ROOT).equals("postmaster");
        return switch (answer) {
            case Answer.There _ ->
                new Decision.HandOn(new GatewayPass(domain), new Reason("gateway", "", "recipient ok"));
            case Answer.NotThere _, Answer.CouldNotTell _ when postmaster -> ourPostmaster(inquiry);
            case Answer.NotThere _ -> new Decision.Refuse(new Reason("no-such-user", "5.1.1", "no such user here"));
            case Answer.CouldNotTell _ -> unknown();
        };
    }

    private static String said(Answer answer) {
        return switch (answer) {
            case Answer.There(var how) -> "yes: " + how;
            case Answer.NotThere(var how) -> "no: " + how;
            case Answer.CouldNotTell(var how) -> "could not tell: " + how;
        };
    }

    private static Decision unknown() {
        return new Decision.TryLater(
                new Reason("gateway-unverified", "4.4.1", "the recipient cannot be verified now; try again later"));
    }

    /// RFC 5321 §4.5.1: postmaster is always there; where the server has none, it is ours.
    private Decision ourPostmaster(Inquiry inquiry) {
        var account = directory.postmaster(Optional.empty());
        inquiry.trace()
                .accept("who is postmaster instead? "
                        + account.map(it -> it.primary().toString()).orElse("nobody"));
        return account.<Decision>map(it -> new Decision.Deliver(
                        new Target.Account(it.id(), ""), new Reason("local-user", "", "postmaster")))
                .orElseGet(GatewayRule::unknown);
    }

    private static Optional<InetAddress> asker(Client client) {
        return client instanceof Client.Peer peer ? Optional.of(peer.address()) : Optional.empty();
    }

    /// A dot-string (RFC 5321 §4.1.2) without anything that is read as more than a name; not by look-alikes
    /// either (full-width forms), which a server may fold.
    static boolean isPlain(LocalPart localPart) {
        String folded = Normalizer.normalize(localPart.value(), Normalizer.Form.NFKC);
        boolean quoted = localPart.toString().startsWith("\"");
        return !quoted
                && folded.chars()
                        .noneMatch(c -> ROUTING.indexOf(c) >= 0
                                || c == '"'
                                || c == '\\'
                                || c == '<'
                                || c == '>'
                                || c == ','
                                || c <= ' ');
    }
}
