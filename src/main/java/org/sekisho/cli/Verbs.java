package org.sekisho.cli;

import java.util.ArrayList;
import java.util.List;
import org.sekisho.cli.Verb.Parameter;
import org.sekisho.cli.Verb.Parameter.Kind;
import org.sekisho.cli.Verb.View;

/// The table of commands that ask the running server.
final class Verbs {
    private static final View MESSAGE = new View.Message();
    private static final View DETAILS = new View.Details();
    private static final Parameter DOMAIN = positional("domain", "DOMAIN", "a domain of this server");
    private static final Parameter OF_DOMAIN = option("domain", "DOMAIN", "only those of this domain");
    private static final Parameter ACCOUNT = positional("address", "ACCOUNT", "the account's address");
    private static final Parameter ALIAS = positional("address", "ALIAS", "the alias's address");
    private static final Parameter PASSWORD = new Parameter(
            "password",
            Kind.PASSWORD,
            "PASSWORD",
            "without it, it is asked for, or read from the first line of the standard input; other users of the"
                    + " machine can see a command's arguments");
    private static final Parameter MEMBERS =
            new Parameter("members", Kind.POSITIONAL_LIST, "MEMBER", "where its mail goes");

    /// What `audit blocklists` asks the running server; its options are those of the check itself.
    static final Verb BLOCKLISTS = Verb.of(
            "audit",
            "blocklists",
            "Shows what blocklists said last of this server.",
            table("subject", "zone", "status", "since", "said", "page"));

    static final Verb BLOCKLIST_HISTORY = new Verb(
            "audit",
            "blocklists",
            "audit.blocklists.history",
            "Shows when lists began and ceased to list this server.",
            table("at", "change", "subject", "zone", "said", "page"),
            List.of());
    private static final Parameter WRITE_SETTINGS = new Parameter(
            "write_settings",
            Kind.FLAG,
            "",
            "add the routes to the settings file (--config), where it has none for them");
    private static final Parameter HTML = option("html", "FILE", "write the report there as well");
    private static final Parameter LANGUAGE = option("lang", "en|ja", "the language of the report (en)");

    private Verbs() {}

    static List<Verb> all() {
        var all = new ArrayList<Verb>();
        all.addAll(domain());
        all.addAll(account());
        all.addAll(alias());
        all.addAll(credential());
        all.addAll(SharingVerbs.all());
        all.addAll(MailboxVerbs.all());
        all.addAll(BlockVerbs.all());
        all.addAll(queue());
        all.addAll(audit());
        all.addAll(imports());
        all.addAll(server());
        return all;
    }

    private static View table(String... columns) {
        return new View.Table(List.of(columns));
    }

    private static Parameter positional(String argument, String label, String help) {
        return new Parameter(argument, Kind.POSITIONAL, label, help);
    }

    private static Parameter option(String argument, String label, String help) {
        return new Parameter(argument, Kind.OPTION, label, help);
    }

    private static Parameter options(String argument, String label, String help) {
        return new Parameter(argument, Kind.OPTION_LIST, label, help);
    }

    private static List<Verb> imports() {
        return List.of(
                new Verb(
                        "import",
                        "qmail",
                        "import.qmail",
                        "Brings domains, accounts, aliases, routes and mail of a qmail with or without vpopmail; run it again to"
                                + " bring what is new.",
                        new View.Import(),
                        List.of(
                                positional("dir", "DIR", "the installation, usually /var/qmail"),
                                option("vpopmail", "DIR", "the folder of virtual domains (/home/vpopmail)"),
                                option("tcp_rules", "FILE", "who might relay, text or .cdb (/etc/tcp.smtp)"),
                                flag("system_users", "bring the mail of the machine's users, too"),
                                option("passwd", "FILE", "who they are (etc/passwd beside var/qmail)"),
                                new Parameter("first_uid", Kind.NUMBER, "UID", "the lowest number of theirs (1000)"),
                                flag("dry_run", "say the same, change nothing"),
                                flag("no_mail", "bring no messages"),
                                WRITE_SETTINGS,
                                HTML,
                                LANGUAGE)),
                new Verb(
                        "import",
                        "postfix",
                        "import.postfix",
                        "The same for a Postfix, in outline: main.cf, its maps as text, and Maildirs.",
                        new View.Import(),
                        List.of(
                                new Parameter(
                                        "dir", Kind.POSITIONAL_OR_NONE, "DIR", "the folder of main.cf (/etc/postfix)"),
                                option("passwd", "FILE", "dovecot's passwd-file: who has which password"),
                                flag("dry_run", "say the same, change nothing"),
                                flag("no_mail", "bring no messages"),
                                WRITE_SETTINGS,
                                HTML,
                                LANGUAGE)));
    }

    private static Parameter flag(String argument, String help) {
        return new Parameter(argument, Kind.FLAG, "", help);
    }

    private static List<Verb> domain() {
        return List.of(
                Verb.of("domain", "add", "Receives mail for a domain from now on.", MESSAGE, DOMAIN),
                Verb.of(
                        "domain",
                        "list",
                        "Lists the domains.",
                        table("domain", "state", "catch_all", "to", "recipients")),
                Verb.of("domain", "show", "Shows a domain.", DETAILS, DOMAIN),
                Verb.of(
                        "domain",
                        "set",
                        "Changes what a domain does.",
                        MESSAGE,
                        DOMAIN,
                        option("catch_all", "ADDRESS", "gets what nobody else gets; empty: nobody does"),
                        option("separators", "CHARACTERS", "each may divide user and detail; empty: no subaddresses")),
                Verb.of("domain", "suspend", "Takes no mail for it, nor from its accounts.", MESSAGE, DOMAIN),
                Verb.of("domain", "resume", "Ends a suspension.", MESSAGE, DOMAIN),
                Verb.of("domain", "remove", "Removes a domain without accounts and aliases.", MESSAGE, DOMAIN));
    }

    private static List<Verb> account() {
        return List.of(
                Verb.of("account", "add", "Makes an account.", MESSAGE, ACCOUNT, PASSWORD),
                Verb.of(
                        "account",
                        "import",
                        "Makes many accounts from lines `address,password`.",
                        table("line", "why"),
                        new Parameter("file", Kind.FILE, "FILE", "the lines; - for the standard input")),
                Verb.of("account", "list", "Lists the accounts.", table("address", "state"), OF_DOMAIN),
                Verb.of("account", "show", "Shows an account.", DETAILS, ACCOUNT),
                Verb.of("account", "password", "Sets an account's password.", MESSAGE, ACCOUNT, PASSWORD),
                Verb.of(
                        "account",
                        "set",
                        "Changes what an account may do.",
                        MESSAGE,
                        ACCOUNT,
                        option("cram_md5", "on|off", "whether its passwords may be proved by CRAM-MD5"),
                        option(
                                "services",
                                "SERVICES",
                                "its own password is only for these, e.g. pop3,imap; empty: for all"),
                        option(
                                "quota",
                                "SIZE[,MESSAGES]",
                                "what it may keep, e.g. 2GiB or 2GiB,100000; none for no limit, standard for the"
                                        + " one of the settings")),
                Verb.of(
                        "account",
                        "imap",
                        "Offers an account's programs an IMAP extension no more, or again; from the next log-in on.",
                        MESSAGE,
                        ACCOUNT,
                        options("disable", "EXTENSION", "not this one, e.g. UIDONLY, which stops some Outlooks"),
                        options("enable", "EXTENSION", "this one again")),
                notice(),
                Verb.of(
                        "account",
                        "forward",
                        "Sends an account's mail on; with itself among the members it keeps a copy. Ends with `alias"
                                + " remove`.",
                        MESSAGE,
                        ACCOUNT,
                        MEMBERS),
                Verb.of(
                        "account",
                        "suspend",
                        "Stops its log-ins and all it sends, queued mail included; it still receives.",
                        MESSAGE,
                        ACCOUNT),
                Verb.of("account", "resume", "Ends a suspension.", MESSAGE, ACCOUNT),
                Verb.of("account", "remove", "Removes an account and its mail.", MESSAGE, ACCOUNT));
    }

    private static Verb notice() {
        return Verb.of(
                "account",
                "notice",
                "Tells others of an account's new mail; without an option, shows who is told.",
                MESSAGE,
                ACCOUNT,
                option("url", "URL", "posts a small JSON there, http or https"),
                option("program", "PATH", "runs this program, if notice.programs allows it"),
                flag("off", "tells nobody any more"));
    }

    private static List<Verb> alias() {
        return List.of(
                Verb.of(
                        "alias",
                        "add",
                        "Sends an address's mail on.",
                        MESSAGE,
                        ALIAS,
                        MEMBERS,
                        option("owner", "ADDRESS", "answers for what it sends outside; else the postmaster")),
                Verb.of("alias", "list", "Lists the aliases.", table("address", "state", "members"), OF_DOMAIN),
                Verb.of("alias", "show", "Shows an alias.", DETAILS, ALIAS),
                Verb.of("alias", "set", "Replaces the members.", MESSAGE, ALIAS, MEMBERS),
                Verb.of("alias", "suspend", "Stops it, queued mail included.", MESSAGE, ALIAS),
                Verb.of("alias", "resume", "Ends a suspension.", MESSAGE, ALIAS),
                Verb.of("alias", "remove", "Removes an alias.", MESSAGE, ALIAS));
    }

    private static List<Verb> credential() {
        var name = positional("name", "NAME", "the owner's name for the device");
        var known = positional("name", "NAME", "its name or id");
        return List.of(
                Verb.of(
                        "credential",
                        "add",
                        "Makes an app password for a device, and shows it this once.",
                        MESSAGE,
                        ACCOUNT,
                        name,
                        options("services", "SERVICE", "only for these protocols, e.g. submission, imap"),
                        options("from", "ADDRESS", "may only send from these"),
                        options("networks", "NETWORK", "only from there, e.g. 192.0.2.0/24"),
                        option("expires", "DATE", "the first day it no longer works, e.g. 2027-01-31")),
                Verb.of(
                        "credential",
                        "list",
                        "Lists an account's app passwords.",
                        table("name", "id", "state", "services", "expires", "last_use"),
                        ACCOUNT),
                Verb.of("credential", "show", "Shows an app password, but not its secret.", DETAILS, ACCOUNT, known),
                Verb.of(
                        "credential",
                        "suspend",
                        "Stops an app password, and what was queued with it.",
                        MESSAGE,
                        ACCOUNT,
                        known),
                Verb.of("credential", "resume", "Ends a suspension.", MESSAGE, ACCOUNT, known),
                Verb.of(
                        "credential",
                        "remove",
                        "Revokes an app password, and what was queued with it.",
                        MESSAGE,
                        ACCOUNT,
                        known));
    }

    private static List<Verb> queue() {
        var limit = new Parameter("limit", Kind.NUMBER, "N", "show at most so many messages (50)");
        var top = new Parameter("top", Kind.NUMBER, "N", "show so many senders, accounts, clients, destinations (5)");
        return List.of(
                Verb.of(
                        "queue",
                        "list",
                        "Shows what is queued: totals, who is responsible, messages.",
                        new View.Queue(),
                        selection(limit, top)),
                Verb.of("queue", "show", "Shows a queued message.", DETAILS, positional("id", "ID", "its queue id")),
                Verb.of(
                        "queue",
                        "hold",
                        "Keeps messages from being tried.",
                        MESSAGE,
                        changing(option("why", "TEXT", "shown in the listing"))),
                Verb.of("queue", "release", "Ends a hold, and tries at once.", MESSAGE, changing()),
                Verb.of("queue", "retry", "Tries messages at once.", MESSAGE, changing()),
                Verb.of("queue", "remove", "Drops messages; nobody is told.", MESSAGE, changing()));
    }

    private static Parameter[] selection(Parameter... more) {
        var all = new ArrayList<>(List.of(
                option("sender", "ADDRESS", "those with this envelope sender; <> for reports"),
                option(
                        "account",
                        "ACCOUNT",
                        "those of this account, or other holder of a permit, as the listing names it"),
                option("recipient_domain", "DOMAIN", "those for this domain"),
                new Parameter("held", Kind.FLAG, "", "those on hold")));
        all.addAll(List.of(more));
        return all.toArray(Parameter[]::new);
    }

    private static Parameter[] changing(Parameter... more) {
        var all = new ArrayList<Parameter>();
        all.add(new Parameter("id", Kind.POSITIONAL_OR_NONE, "ID", "one message"));
        all.addAll(List.of(selection(more)));
        all.add(new Parameter("all", Kind.FLAG, "", "the whole queue"));
        return all.toArray(Parameter[]::new);
    }

    private static List<Verb> audit() {
        return List.of(
                Verb.of(
                        "audit",
                        "self",
                        "Shows who could send to outside without logging in, by the gate's own word.",
                        table("client", "address", "listener", "tls", "tried", "out", "verdict"),
                        new Parameter("matrix", Kind.FLAG, "", "all that the gate says to whom, grouped"),
                        new Parameter(
                                "diff",
                                Kind.FLAG,
                                "",
                                "what the settings file as it is now would change, against what was approved"),
                        new Parameter("network", Kind.FLAG, "", "try it on every listener over real connections, now")),
                Verb.of(
                        "audit",
                        "approve",
                        "Lets the settings file open ways out without a log-in, until a day.",
                        table("text"),
                        option("until", "DATE", "the day they close, at most 400 days from now, e.g. 2027-01-31"),
                        option("reason", "TEXT", "why; kept and shown"),
                        new Parameter("yes", Kind.FLAG, "", "record it; else it is only shown")),
                Verb.of(
                        "audit",
                        "history",
                        "Shows what the server's audits of itself have found, the newest first.",
                        table("at", "what", "cause", "verdict", "found", "difference"),
                        new Parameter("limit", Kind.NUMBER, "N", "show at most so many (20)")),
                Verb.of(
                        "audit.exceptions",
                        "list",
                        "Shows what was approved for a time.",
                        table("number", "state", "since", "until", "by", "reason", "ways")),
                Verb.of(
                        "audit.exceptions",
                        "end",
                        "Ends one, and closes what it opened, queued mail included.",
                        MESSAGE,
                        positional("number", "NUMBER", "as the list has it")));
    }

    private static List<Verb> server() {
        return List.of(
                new Verb(
                        "",
                        "mailq",
                        "queue.list",
                        "Short for `queue list`.",
                        new View.Queue(),
                        List.of(selection(new Parameter("limit", Kind.NUMBER, "N", "show at most so many messages")))),
                new Verb(
                        "",
                        "explain",
                        "explain",
                        "Shows what the server would say to a recipient, and why.",
                        new View.Trace(),
                        List.of(
                                positional("to", "RECIPIENT", "the RCPT TO"),
                                option("client", "IP", "where the client is (127.0.0.1)"),
                                option("service", "SERVICE", "the listener it came to (smtp)"),
                                new Parameter("tls", Kind.FLAG, "", "with TLS"),
                                option("login", "ACCOUNT", "after it has logged in"),
                                option("helo", "NAME", "the EHLO, for the blocklist"),
                                option("from", "ADDRESS", "the MAIL FROM (<>)"),
                                option("uid", "UID", "a process of this machine instead, with the sendmail command"))),
                new Verb(
                        "",
                        "activity",
                        "activity",
                        "Shows who sends most to other servers, where to, and how much of it they do not take.",
                        table("by", "name", "messages", "accepted", "deferred", "refused", "blocked", "failed_percent"),
                        List.of(
                                option("since", "TIME", "the last so many hours or days: 72h, 3d (24h)"),
                                option("by", "WHAT", "only by account, client or destination"),
                                option("account", "ACCOUNT", "where this account, or other holder of a pass, sent to"),
                                new Parameter("top", Kind.NUMBER, "N", "show so many of each (10)"))),
                new Verb("", "status", "status", "Shows how the server is.", DETAILS, List.of()),
                new Verb("", "reload", "reload", "Reads certificates and settings again.", MESSAGE, List.of()),
                new Verb("", "stop", "stop", "Stops the server.", MESSAGE, List.of()));
    }
}
