package org.sekisho.cli;

import java.util.List;
import org.sekisho.cli.Verb.Parameter;
import org.sekisho.cli.Verb.Parameter.Kind;
import org.sekisho.cli.Verb.View;

/// The commands of our own blocklist.
final class BlockVerbs {
    static final String GROUP = "block";

    private static final View MESSAGE = new View.Message();
    private static final Parameter SUBJECT = new Parameter(
            "subject",
            Kind.POSITIONAL,
            "SUBJECT",
            "an address, a network, a domain (.DOMAIN: with its subdomains) or a sender's address");
    private static final Parameter KNOWN = new Parameter("subject", Kind.POSITIONAL, "SUBJECT", "or an entry's id");
    private static final Parameter REASON =
            option("reason", "TEXT", "kept with it, and told to those who are refused (refused by the administrator)");
    private static final Parameter UNTIL = option("until", "DATE", "when it ends by itself, e.g. 2027-01-31");
    private static final Parameter FOR = option("for", "TIME", "how long it holds, e.g. 12h, 30d");
    private static final Parameter AT = option(
            "at",
            "once|rcpt",
            "refuses at connect or MAIL (once), or at RCPT, so that mail to postmaster and abuse comes in");
    private static final Parameter FORCE =
            new Parameter("force", Kind.FLAG, "", "even our own, loopback, trusted networks, everybody");

    private BlockVerbs() {}

    static List<Verb> all() {
        return List.of(
                Verb.of(GROUP, "add", "Refuses mail from there.", MESSAGE, SUBJECT, REASON, UNTIL, FOR, AT, FORCE),
                Verb.of(
                        GROUP,
                        "allow",
                        "Excepts it from wider entries, and from rules.",
                        MESSAGE,
                        SUBJECT,
                        REASON,
                        UNTIL,
                        FOR),
                Verb.of(
                        GROUP,
                        "list",
                        "Lists the entries.",
                        new View.Table(List.of("id", "subject", "effect", "at", "until", "reason", "origin")),
                        option("origin", "hand|import|rule", "only those")),
                Verb.of(GROUP, "show", "Shows an entry, or all that cover an address.", new View.Details(), KNOWN),
                Verb.of(GROUP, "remove", "Removes an entry.", MESSAGE, KNOWN),
                Verb.of(
                        GROUP,
                        "import",
                        "Adds the entries of a list: plain lines, a file of rbldnsd, or a tcp.smtp.",
                        new View.Table(List.of("line", "why")),
                        new Parameter("file", Kind.FILE, "FILE", "the list; - for the standard input"),
                        option("list", "NAME", "what to call it as the entries' origin"),
                        option("reason", "TEXT", "where the list gives none (refused by the administrator)"),
                        UNTIL,
                        FOR,
                        AT,
                        FORCE),
                Verb.of(
                        GROUP,
                        "export",
                        "Prints the list, for people or for rbldnsd.",
                        new View.Lines(),
                        option("format", "text|rbldnsd|csv", "text: import reads it again (text)"),
                        option(
                                "set",
                                "combined|ip4|ip6|names",
                                "one data set of rbldnsd, or all in one file (combined)")));
    }

    private static Parameter option(String argument, String label, String help) {
        return new Parameter(argument, Kind.OPTION, label, help);
    }
}
