package org.sekisho.cli;

import java.util.List;
import org.sekisho.cli.Verb.Parameter;
import org.sekisho.cli.Verb.Parameter.Kind;
import org.sekisho.cli.Verb.View;

/// The commands about who uses whose mailboxes.
final class SharingVerbs {
    private static final String GROUP = MailboxVerbs.GROUP;
    static final String PUBLIC = GROUP + ".public";
    private static final View MESSAGE = new View.Message();
    private static final View ROWS =
            new View.Table(List.of("mailbox", "use", "messages", "unseen", "octets", "shared"));
    private static final Parameter OWNER = positional(
            "owner", "ACCOUNT|DOMAIN", "whose it is: an account's address, or a domain for its public mailboxes");
    private static final Parameter MAILBOX = positional("mailbox", "MAILBOX", "its name on that list, e.g. Sent/2026");
    private static final Parameter DOMAIN = positional("domain", "DOMAIN", "a domain of this server");
    private static final Parameter WITH = option(
            "with",
            "WHO",
            "an account's address, or anyone: all accounts of the owner's domain; with - in front the rights are"
                    + " taken from who has them otherwise");

    private SharingVerbs() {}

    static List<Verb> all() {
        return List.of(
                Verb.of(GROUP, "list", "Lists mailboxes, and with whom they are shared.", ROWS, OWNER),
                Verb.of(
                        GROUP,
                        "share",
                        "Lets another account use a mailbox.",
                        MESSAGE,
                        OWNER,
                        MAILBOX,
                        WITH,
                        option(
                                "rights",
                                "RIGHTS",
                                "letters of RFC 4314: l see it, r read, s mark as read, w other flags, i add"
                                        + " messages, k make mailboxes below, x delete or rename it, t mark as"
                                        + " deleted, e expunge, a share it; + in front adds to those there are, -"
                                        + " takes off")),
                Verb.of(GROUP, "unshare", "Ends that.", MESSAGE, OWNER, MAILBOX, WITH),
                Verb.of(PUBLIC, "list", "Lists the public mailboxes of a domain.", ROWS, DOMAIN),
                Verb.of(
                        PUBLIC,
                        "add",
                        "Makes one, which all accounts of the domain may read; `mailbox share` gives more.",
                        MESSAGE,
                        DOMAIN,
                        MAILBOX),
                Verb.of(PUBLIC, "remove", "Removes one and its messages.", MESSAGE, DOMAIN, MAILBOX));
    }

    private static Parameter positional(String argument, String label, String help) {
        return new Parameter(argument, Kind.POSITIONAL, label, help);
    }

    private static Parameter option(String argument, String label, String help) {
        return new Parameter(argument, Kind.OPTION, label, help);
    }
}
