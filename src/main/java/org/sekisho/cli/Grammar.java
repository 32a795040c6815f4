package org.sekisho.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sekisho.cli.Verb.Parameter;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.TypeConversionException;

/// What may be written on the command line. Made from tables, without annotations: nothing is looked up by
/// reflection.
final class Grammar {
    private static final Map<String, String> GROUPS = Map.of(
            "domain",
            "The domains this server receives mail for.",
            "account",
            "The people with a mailbox here.",
            "alias",
            "Addresses whose mail is sent on.",
            "credential",
            "App passwords: one for each device.",
            MailboxVerbs.GROUP,
            "The mailboxes of an account.",
            BlockVerbs.GROUP,
            "Our own blocklist: who is refused.",
            "queue",
            "What waits to be delivered.",
            "import",
            "Brings what another mail server held.");

    private Grammar() {}

    static CommandLine commandLine(String version) {
        CommandSpec root =
                command("sekisho", "A mail server that will not be a relay.").version("sekisho " + version);
        root.addOption(OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Print the version.")
                .build());
        root.addSubcommand("try", tryCommand());
        root.addSubcommand("serve", command("serve", "Runs the server.").addOption(config()));
        root.addSubcommand("setup", setup());
        for (String group : List.of(
                "domain", "account", "alias", "credential", MailboxVerbs.GROUP, BlockVerbs.GROUP, "queue", "import")) {
            CommandSpec parent = command(group, GROUPS.getOrDefault(group, ""));
            addVerbs(parent, group);
            if (group.equals(MailboxVerbs.GROUP)) {
                CommandSpec shown = command("public", "The mailboxes of a domain, which all its accounts may see.");
                addVerbs(shown, SharingVerbs.PUBLIC);
                parent.addSubcommand("public", shown);
                parent.addSubcommand("export", mailboxExport()).addSubcommand("import", mailboxImport());
            }
            root.addSubcommand(group, parent);
        }
        addVerbs(root, "");
        CommandSpec audit = command("audit", "Checks a mail server: this one or another.")
                .addSubcommand("relay", auditRelay())
                .addSubcommand("blocklists", auditBlocklists());
        addVerbs(audit, "audit");
        CommandSpec exceptions = command("exceptions", "What was approved for a time.");
        addVerbs(exceptions, "audit.exceptions");
        audit.addSubcommand("exceptions", exceptions);
        root.addSubcommand("audit", audit);
        root.addSubcommand("doctor", doctor());
        root.addSubcommand("sendmail", sendmail());
        root.addSubcommand("completion", command("completion", "Prints completion for bash and zsh."));
        root.addSubcommand("version", command("version", "Prints the version."));
        return new CommandLine(root);
    }

    private static void addVerbs(CommandSpec parent, String group) {
        for (Verb verb : Verbs.all()) {
            if (verb.group().equals(group)) {
                parent.addSubcommand(verb.name(), command(verb));
            }
        }
    }

    static Optional<Verb> verb(CommandSpec spec) {
        return spec.userObject() instanceof Verb verb ? Optional.of(verb) : Optional.empty();
    }

    private static CommandSpec command(String name, String summary) {
        return described(CommandSpec.create(), name, summary);
    }

    private static CommandSpec described(CommandSpec spec, String name, String summary) {
        spec.name(name);
        spec.usageMessage().description(summary).width(100).sortOptions(false);
        return spec.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this.")
                .build());
    }

    private static CommandSpec command(Verb verb) {
        CommandSpec spec = described(CommandSpec.wrapWithoutInspection(verb), verb.name(), verb.summary());
        int position = 0;
        for (Parameter parameter : verb.parameters()) {
            switch (parameter.kind()) {
                case POSITIONAL, POSITIONAL_OR_NONE, POSITIONAL_LIST, FILE ->
                    spec.addPositional(positional(parameter, position++));
                case OPTION, OPTION_LIST, FLAG, NUMBER, PASSWORD -> spec.addOption(option(parameter));
            }
        }
        return spec.addOption(json()).addOption(config()).addOption(dir());
    }

    private static PositionalParamSpec positional(Parameter parameter, int position) {
        boolean list = parameter.kind() == Parameter.Kind.POSITIONAL_LIST;
        String arity = list ? "1..*" : parameter.kind() == Parameter.Kind.POSITIONAL_OR_NONE ? "0..1" : "1";
        return PositionalParamSpec.builder()
                .index(list ? position + "..*" : Integer.toString(position))
                .arity(arity)
                .type(list ? List.class : String.class)
                .auxiliaryTypes(String.class)
                .paramLabel(parameter.label())
                .description(parameter.help())
                .build();
    }

    private static OptionSpec option(Parameter parameter) {
        return switch (parameter.kind()) {
            case FLAG -> flag(parameter.option(), parameter.help());
            case NUMBER -> number(parameter.option(), parameter.label(), parameter.help());
            case OPTION_LIST -> commas(parameter.option(), parameter.label(), parameter.help());
            case OPTION, PASSWORD, POSITIONAL, POSITIONAL_OR_NONE, POSITIONAL_LIST, FILE ->
                text(parameter.option(), parameter.label(), parameter.help());
        };
    }

    private static OptionSpec text(String name, String label, String help) {
        return OptionSpec.builder(name)
                .type(String.class)
                .paramLabel(label)
                .description(help)
                .build();
    }

    /// May be repeated.
    private static OptionSpec texts(String name, String label, String help) {
        return OptionSpec.builder(name)
                .type(List.class)
                .auxiliaryTypes(String.class)
                .paramLabel(label)
                .description(help)
                .build();
    }

    private static OptionSpec number(String name, String label, String help) {
        return OptionSpec.builder(name)
                .type(Integer.class)
                .paramLabel(label)
                .description(help)
                .build();
    }

    /// Another word is a mistake, not English.
    private static OptionSpec language(String help) {
        return OptionSpec.builder(text("--lang", "en|ja", help))
                .converters(word -> {
                    if (!word.equals("en") && !word.equals("ja")) {
                        throw new TypeConversionException("\"" + word + "\" is neither en nor ja");
                    }
                    return word;
                })
                .build();
    }

    private static OptionSpec flag(String name, String help) {
        return OptionSpec.builder(name)
                .type(boolean.class)
                .arity("0")
                .description(help)
                .build();
    }

    /// All that is written without an option's name.
    private static PositionalParamSpec list(String arity, String label, String help) {
        return PositionalParamSpec.builder()
                .index("0..*")
                .arity(arity)
                .type(List.class)
                .auxiliaryTypes(String.class)
                .paramLabel(label)
                .description(help)
                .build();
    }

    private static OptionSpec json() {
        return flag("--json", "one line of JSON for each row");
    }

    private static OptionSpec config() {
        return text("--config", "FILE", "the server's settings; else SEKISHO_CONFIG, else /etc/sekisho/sekisho.toml");
    }

    private static OptionSpec dir() {
        return text("--dir", "DIR", "the folder of a `try` server");
    }

    private static CommandSpec tryCommand() {
        return command("try", "Runs a whole mail server with nothing configured.")
                .addOption(text(
                        "--dir", "DIR", "where it keeps its data; else a temporary one, where other commands look too"))
                .addOption(number("--port-base", "N", "added to the standard ports (10000: smtp is 10025)"))
                .addOption(text("--domain", "DOMAIN", "the domain it receives mail for (example.test)"))
                .addOption(texts(
                        "--account", "ADDR:PASSWORD", "an account; may be repeated (alice with a printed password)"))
                .addOption(text("--smarthost", "HOST:PORT", "all other mail goes there"))
                .addOption(text("--store", "URL", "another store than the embedded one"))
                .addOption(text("--address", "IP", "where it listens (127.0.0.1)"));
    }

    private static CommandSpec setup() {
        return command("setup", "Writes settings, keys and the first account; prints the DNS records to publish.")
                .addPositional(PositionalParamSpec.builder()
                        .index("0")
                        .arity("1")
                        .type(String.class)
                        .paramLabel("DOMAIN")
                        .description("the first domain")
                        .build())
                .addOption(config())
                .addOption(json());
    }

    private static CommandSpec auditRelay() {
        return command("relay", "Checks whether a mail server sends mail on for strangers.")
                .addPositional(list(
                        "0..*",
                        "HOST[:PORT]",
                        "the server; every address of a name is tried (port 25); smtp://, submission:// and"
                                + " submissions:// may stand in front; without it the one that runs here, at all its"
                                + " doors"))
                .addOption(text("--host", "NAME", "what the server calls itself, if not HOST"))
                .addOption(text(
                        "--user", "ADDRESS", "an address there that exists (postmaster@NAME); gets some test mail"))
                .addOption(text("--outside", "DOMAIN", "a domain that is not the server's (relay-check.invalid)"))
                .addOption(text(
                        "--sink",
                        "HOST:PORT",
                        "listen there for what comes out, as proof: mail for the outside domain must lead there"))
                .addOption(text(
                        "--confirm",
                        "URL",
                        "a mailbox outside to look into for proof, e.g. imaps://taro@example.net@imap.example.net"
                                + " (or imap, pop3, pop3s); nothing in it is changed"))
                .addOption(text("--confirm-address", "ADDRESS", "the address of that mailbox, if not its user"))
                .addOption(text(
                        "--confirm-password-file", "FILE", "its password, in the first line; else it is asked for"))
                .addOption(flag("--confirm-insecure", "any certificate will do for that mailbox, or no TLS at all"))
                .addOption(number("--wait", "SECONDS", "for what was taken to come out (6; 120 with --confirm)"))
                .addOption(text(
                        "--tls",
                        "implicit|starttls|off",
                        "TLS from the first octet, every probe after STARTTLS, or neither (port 465: implicit;"
                                + " else off)"))
                .addOption(text(
                        "--resolver",
                        "HOST[:PORT]",
                        "the DNS server to ask for the owner's consent; else those of" + " /etc/resolv.conf"))
                .addOption(flag(
                        "--i-own-this",
                        "the server is mine: needed for all but this machine and private networks, unless its"
                                + " owner has said so in DNS"))
                .addOption(text("--html", "FILE", "write a report that can be mailed"))
                .addOption(text("--junit", "FILE", "write a report for a CI server"))
                .addOption(language("the language of the table and of the HTML report (en)"))
                .addOption(json())
                .addOption(config())
                .addOption(dir());
    }

    private static CommandSpec auditBlocklists() {
        return command(
                        "blocklists",
                        "Asks the public DNS blocklists for addresses and domains; without any, shows what they said last of the"
                                + " server that runs here.")
                .addPositional(list("0..*", "IP|DOMAIN", "what to look for"))
                .addOption(flag("--now", "let the server that runs here ask for itself at once"))
                .addOption(flag("--history", "when lists began and ceased to list the server that runs here"))
                .addOption(text("--resolver", "HOST[:PORT]", "the DNS server to ask; else those of /etc/resolv.conf"))
                .addOption(number("--limit", "SECONDS", "for all lists together (20)"))
                .addOption(flag("--all", "show the lists that say no, too"))
                .addOption(language("the language of what a listing means (en)"))
                .addOption(text("--html", "FILE", "write a report that can be mailed"))
                .addOption(json())
                .addOption(config())
                .addOption(dir());
    }

    private static CommandSpec mailboxExport() {
        return archive(command("export", "Writes mailboxes into files: Maildir, mbox or a zip of messages."))
                .addPositional(list("0..*", "ACCOUNT [MAILBOX...]", "whose, and which; else all of them"))
                .addOption(
                        required(
                                "--to",
                                "FILE|DIR",
                                "a new file for zip, or for one mailbox as mbox; else a new folder; its owner is who runs this"));
    }

    private static CommandSpec mailboxImport() {
        return archive(
                        command(
                                "import",
                                "Brings the messages of a Maildir, an mbox or a zip of messages; run again it brings only what is new."))
                .addPositional(list("1", "ACCOUNT", "whose mailboxes they come into"))
                .addOption(required("--from", "FILE|DIR", "the files, read with the rights of who runs this"))
                .addOption(
                        text("--into", "MAILBOX", "below this mailbox; INBOX, or the one mailbox of an mbox, into it"));
    }

    private static CommandSpec archive(CommandSpec spec) {
        return spec.addOption(required("--format", "maildir|mbox|zip", "how they are written"))
                .addOption(
                        flag("--mbox-flags", "an mbox has flags, in Status, X-Status and X-Keywords; else it has none"))
                .addOption(json())
                .addOption(config())
                .addOption(dir());
    }

    private static OptionSpec required(String name, String label, String help) {
        return OptionSpec.builder(text(name, label, help)).required(true).build();
    }

    private static CommandSpec doctor() {
        CommandSpec spec = command(
                        "doctor",
                        "Examines this server, a qmail or a Postfix, changes nothing, and says what is wrong and what to do: who"
                                + " fires spam, what lets strangers relay, and what others hold against it.")
                .addOption(text("--qmail", "DIR", "a qmail, usually /var/qmail, instead of this server"))
                .addOption(OptionSpec.builder("--postfix")
                        .type(String.class)
                        .arity("0..1")
                        .fallbackValue("/var/spool/postfix")
                        .paramLabel("DIR")
                        .description("a Postfix instead: its queue_directory (/var/spool/postfix)")
                        .build())
                .addOption(text("--config-dir", "DIR", "the folder of Postfix's main.cf (/etc/postfix)"))
                .addOption(texts(
                        "--log",
                        "FILE",
                        "a log of the mail server, multilog's, syslog's or Sekisho's own; may be repeated; older ones of"
                                + " the same name are found"))
                .addOption(text(
                        "--tcp-rules", "FILE", "who may connect to a qmail and relay, text or .cdb (/etc/tcp.smtp)"))
                .addOption(text("--vpopmail", "DIR", "a qmail's folder of virtual domains (/home/vpopmail)"))
                .addOption(text("--watch", "TIME", "look at the queue again after e.g. 30s, and say whether it grows"))
                .addOption(text("--html", "FILE", "write a page that can be mailed"));
        return checks(spec)
                .addOption(language("the language of the findings (en)"))
                .addOption(json())
                .addOption(config())
                .addOption(dir());
    }

    /// What the doctor asks about from outside.
    private static CommandSpec checks(CommandSpec spec) {
        String topics =
                "of queue, dns, certificates, clock, relay, blocklists: only these; relay is tried at another server"
                        + " only if it is named here";
        return spec.addOption(text("--host", "NAME", "what the server calls itself; else as it is set up"))
                .addOption(commas("--domain", "DOMAIN", "a domain of the server's; else those it is set up for"))
                .addOption(commas("--address", "IP", "from which its mail leaves; else this machine's public ones"))
                .addOption(commas("--dkim-selector", "NAME", "where its DKIM key is; else the usual ones are tried"))
                .addOption(text("--resolver", "HOST[:PORT]", "the DNS server to ask; else that of the settings"))
                .addOption(text("--ntp", "HOST[:PORT]", "the time server to ask (pool.ntp.org)"))
                .addOption(commas("--only", "TOPIC", topics))
                .addOption(flag("--offline", "ask no other machine: no dns, clock and blocklists"));
    }

    /// May be repeated, or hold several between commas.
    private static OptionSpec commas(String name, String label, String help) {
        return OptionSpec.builder(texts(name, label, help)).splitRegex(",").build();
    }

    /// Only for the help text: programs' ways of writing sendmail's options are read by [SendmailArguments].
    private static CommandSpec sendmail() {
        CommandSpec spec = command(
                "sendmail",
                "Takes a message from the standard input, as sendmail(8) does: -t recipients from the header, "
                        + "-i a single dot does not end it, -f ADDRESS the envelope sender, -N and -R and -V for "
                        + "notifications (RFC 3461), -bp shows the queue. Exit code 75: try again later.");
        return spec.addPositional(list("0..*", "RECIPIENT", "to whom"));
    }
}
