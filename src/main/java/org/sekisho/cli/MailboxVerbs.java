package org.sekisho.cli;

import java.util.List;
import org.sekisho.cli.Verb.Parameter;
import org.sekisho.cli.Verb.Parameter.Kind;
import org.sekisho.cli.Verb.View;

/// The commands about what is in mailboxes.
final class MailboxVerbs {
    static final String GROUP = "mailbox";

    private static final View MESSAGE = new View.Message();
    private static final Parameter ACCOUNT =
            new Parameter("address", Kind.POSITIONAL, "ACCOUNT", "the account's address");

    private MailboxVerbs() {}

    static List<Verb> all() {
        return List.of(
                Verb.of(
                        GROUP,
                        "expunged",
                        "Lists deleted messages that can be given back, the last first.",
                        new View.Table(List.of("mailbox", "uid", "date", "from", "subject", "octets", "expunged")),
                        ACCOUNT,
                        mailbox("the mailbox they were in; else all of them"),
                        new Parameter("limit", Kind.NUMBER, "N", "show at most so many of each mailbox (100)")),
                Verb.of(
                        GROUP,
                        "removed",
                        "Lists removed mailboxes that can be given back, the last first.",
                        new View.Table(List.of("mailbox", "removed", "id")),
                        ACCOUNT),
                Verb.of(
                        GROUP,
                        "restore",
                        "Gives back deleted messages of a mailbox, or a removed mailbox.",
                        MESSAGE,
                        ACCOUNT,
                        mailbox("the mailbox the messages were in"),
                        option("uid", "SET", "the messages, as the list has them: 7, or 3:9,12"),
                        option("since", "WHEN", "those deleted since: 3d, 12h, or 2027-01-31"),
                        new Parameter("all", Kind.FLAG, "", "all of them"),
                        option("removed", "NAME", "this removed mailbox, or its id"),
                        option("as", "NAME", "what to call it now")),
                Verb.of(
                        GROUP,
                        "verify",
                        "Checks whether mailboxes are as they have to be, while they are in use.",
                        new View.Import(),
                        new Parameter("address", Kind.POSITIONAL_OR_NONE, "ACCOUNT", "whose; else everybody's"),
                        new Parameter("bodies", Kind.FLAG, "", "read every message to its end"),
                        new Parameter("repair", Kind.FLAG, "", "make counts right; nothing else is changed")),
                Verb.of(
                        GROUP,
                        "reindex",
                        "Makes the index anew that an account's messages are searched by.",
                        MESSAGE,
                        ACCOUNT));
    }

    private static Parameter mailbox(String help) {
        return new Parameter("mailbox", Kind.POSITIONAL_OR_NONE, "MAILBOX", help);
    }

    private static Parameter option(String argument, String label, String help) {
        return new Parameter(argument, Kind.OPTION, label, help);
    }
}
