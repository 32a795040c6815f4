package org.sekisho.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sekisho.address.SyntaxError;
import org.sekisho.archive.Format;
import org.sekisho.cli.Verb.Parameter;
import org.sekisho.events.Secret;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/// The one entry of every command.
public final class CommandLineEntry {
    private final Launcher launcher;
    private final Terminal terminal;
    private final Requester requester;

    private CommandLineEntry(Launcher launcher, Terminal terminal) {
        this.launcher = launcher;
        this.terminal = terminal;
        this.requester = new Requester(terminal);
    }

    /// @return the process's exit code ([ExitCode])
    public static int run(String[] arguments, Launcher launcher, Terminal terminal) {
        int exitCode = new CommandLineEntry(launcher, terminal).run(arguments);
        terminal.out().flush();
        terminal.err().flush();
        return exitCode;
    }

    private int run(String[] arguments) {
        if (arguments.length > 0 && arguments[0].equals("sendmail") && !isHelp(arguments)) {
            return requester.sendmail(Arrays.asList(arguments).subList(1, arguments.length));
        }
        CommandLine line = Grammar.commandLine(launcher.version());
        line.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
        line.setExecutionStrategy(this::execute);
        return line.execute(arguments.length == 0 ? new String[] {"--help"} : arguments);
    }

    private static boolean isHelp(String[] arguments) {
        return arguments.length == 2 && (arguments[1].equals("--help") || arguments[1].equals("-h"));
    }

    private int execute(ParseResult parsed) {
        Integer help = CommandLine.executeHelpRequest(parsed);
        if (help != null) {
            return help;
        }
        ParseResult leaf = parsed;
        while (leaf.hasSubcommand()) {
            leaf = leaf.subcommand();
        }
        Optional<Verb> verb = Grammar.verb(leaf.commandSpec());
        if (verb.isPresent()) {
            return ask(verb.get(), leaf);
        }
        return switch (leaf.commandSpec().name()) {
            case "serve" -> launcher.serve(config(leaf));
            case "try" -> launcher.tryServer(tryOptions(leaf));
            case "setup" -> setup(leaf);
            case "relay" -> auditRelay(leaf);
            case "blocklists" -> auditBlocklists(leaf);
            case "doctor" -> doctor(leaf);
            case "export", "import" -> mailboxFiles(leaf);
            case "completion" -> {
                terminal.out().print(AutoComplete.bash("sekisho", Grammar.commandLine(launcher.version())));
                yield ExitCode.GOOD;
            }
            case "version" -> {
                terminal.out().println("sekisho " + launcher.version());
                yield ExitCode.GOOD;
            }
            default -> { // a group without its verb
                leaf.commandSpec().commandLine().usage(terminal.err());
                yield ExitCode.USAGE;
            }
        };
    }

    private Path config(ParseResult leaf) {
        String named = terminal.environment().getOrDefault("SEKISHO_CONFIG", "");
        return text(leaf, "--config")
                .map(Path::of)
                .orElse(named.isEmpty() ? Whereabouts.DEFAULT_CONFIG : Path.of(named));
    }

    private static Launcher.TryOptions tryOptions(ParseResult leaf) {
        return new Launcher.TryOptions(
                text(leaf, "--dir").map(Path::of),
                leaf.matchedOptionValue("--port-base", 10_000),
                text(leaf, "--domain").orElse("example.test"),
                leaf.matchedOptionValue("--account", List.of()),
                text(leaf, "--smarthost"),
                text(leaf, "--store"),
                text(leaf, "--address").orElse("127.0.0.1"));
    }

    private int setup(ParseResult leaf) {
        String domain = leaf.matchedPositionalValue(0, "");
        return launcher.setup(new Launcher.SetupOptions(domain, config(leaf), leaf.hasMatchedOption("--json")));
    }

    /// Without a host it is the running server that is checked.
    private int auditRelay(ParseResult leaf) {
        Launcher.RelayAuditOptions options;
        try {
            options = relayAudit(leaf);
        } catch (IOException e) {
            terminal.err().println("sekisho: " + e.getMessage());
            return ExitCode.USAGE;
        }
        if (!options.hosts().isEmpty()) {
            return launcher.auditRelay(options);
        }
        return requester.withSelf(
                manner(leaf), self -> launcher.auditRelay(options.of(self.host(), self.doors(), self.user())));
    }

    private static Requester.Manner manner(ParseResult leaf) {
        return new Requester.Manner(
                text(leaf, "--config").map(Path::of),
                text(leaf, "--dir").map(Path::of),
                leaf.hasMatchedOption("--json"));
    }

    private Launcher.RelayAuditOptions relayAudit(ParseResult leaf) throws IOException {
        return new Launcher.RelayAuditOptions(
                leaf.matchedPositionalValue(0, List.of()),
                text(leaf, "--host"),
                text(leaf, "--user"),
                text(leaf, "--outside"),
                text(leaf, "--sink"),
                confirmation(leaf),
                Optional.ofNullable(leaf.matchedOptionValue("--wait", (Integer) null)),
                text(leaf, "--tls"),
                text(leaf, "--resolver"),
                Whereabouts.state(terminal.environment()),
                leaf.hasMatchedOption("--i-own-this"),
                isJapanese(leaf),
                leaf.hasMatchedOption("--json"),
                text(leaf, "--html").map(Path::of),
                text(leaf, "--junit").map(Path::of));
    }

    /// Without a subject it is the running server that is asked about itself.
    private int auditBlocklists(ParseResult leaf) {
        boolean now = leaf.hasMatchedOption("--now");
        boolean history = leaf.hasMatchedOption("--history");
        if (!leaf.matchedPositionals().isEmpty()) {
            if (now || history) {
                terminal.err()
                        .println("sekisho: --now and --history are about the server that runs here: name nothing");
                return ExitCode.USAGE;
            }
            return launcher.auditBlocklists(blocklistAudit(leaf));
        }
        if (leaf.hasMatchedOption("--html")
                || leaf.hasMatchedOption("--resolver")
                || leaf.hasMatchedOption("--limit")) {
            terminal.err().println("sekisho: --html, --resolver and --limit need an address or a domain to ask for");
            return ExitCode.USAGE;
        }
        if (history) {
            return requester.ask(Verbs.BLOCKLIST_HISTORY, Map.of(), Optional.empty(), manner(leaf));
        }
        return requester.ask(
                Verbs.BLOCKLISTS,
                Map.of("now", now, "all", leaf.hasMatchedOption("--all")),
                Optional.empty(),
                manner(leaf));
    }

    private Optional<Launcher.Confirmation> confirmation(ParseResult leaf) throws IOException {
        Optional<String> url = text(leaf, "--confirm");
        if (url.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> file = text(leaf, "--confirm-password-file");
        String password = file.isPresent()
                ? firstLine(file.get())
                : terminal.prompt()
                        .password("Password for " + url.get())
                        .orElseThrow(
                                () -> new IOException("no password for the mailbox, and nobody to ask: name a file with"
                                        + " --confirm-password-file"));
        return Optional.of(new Launcher.Confirmation(
                url.get(),
                text(leaf, "--confirm-address"),
                leaf.hasMatchedOption("--confirm-insecure"),
                new Secret(password)));
    }

    private String firstLine(String file) throws IOException {
        try (var in = new BufferedReader(new InputStreamReader(open(file), StandardCharsets.UTF_8))) {
            return Optional.ofNullable(in.readLine()).orElseThrow(() -> new IOException(file + " is empty"));
        }
    }

    private static Launcher.BlocklistAuditOptions blocklistAudit(ParseResult leaf) {
        return new Launcher.BlocklistAuditOptions(
                leaf.matchedPositionalValue(0, List.of()),
                text(leaf, "--resolver"),
                leaf.matchedOptionValue("--limit", 20),
                leaf.hasMatchedOption("--all"),
                isJapanese(leaf),
                leaf.hasMatchedOption("--json"),
                text(leaf, "--html").map(Path::of));
    }

    private int doctor(ParseResult leaf) {
        if (leaf.hasMatchedOption("--qmail") && leaf.hasMatchedOption("--postfix")) {
            terminal.err().println("sekisho: one of --qmail and --postfix at a time");
            return ExitCode.USAGE;
        }
        return launcher.doctor(new Launcher.DoctorOptions(
                patient(leaf),
                leaf.matchedOptionValue("--log", List.<String>of()).stream()
                        .map(Path::of)
                        .toList(),
                text(leaf, "--watch"),
                checks(leaf),
                isJapanese(leaf),
                leaf.hasMatchedOption("--json"),
                text(leaf, "--html").map(Path::of)));
    }

    private Launcher.Patient patient(ParseResult leaf) {
        Optional<String> qmail = text(leaf, "--qmail");
        if (qmail.isPresent()) {
            return new Launcher.Patient.Qmail(
                    Path.of(qmail.get()),
                    Path.of(text(leaf, "--tcp-rules").orElse("/etc/tcp.smtp")),
                    Path.of(text(leaf, "--vpopmail").orElse("/home/vpopmail")));
        }
        Optional<String> postfix = text(leaf, "--postfix");
        return postfix.isPresent()
                ? new Launcher.Patient.Postfix(
                        Path.of(postfix.get()),
                        Path.of(text(leaf, "--config-dir").orElse("/etc/postfix")))
                : requester.own(manner(leaf), config(leaf));
    }

    private static CheckOptions checks(ParseResult leaf) {
        return new CheckOptions(
                text(leaf, "--host"),
                leaf.matchedOptionValue("--domain", List.of()),
                leaf.matchedOptionValue("--address", List.of()),
                leaf.matchedOptionValue("--dkim-selector", List.of()),
                text(leaf, "--resolver"),
                text(leaf, "--ntp"),
                leaf.matchedOptionValue("--only", List.of()),
                leaf.hasMatchedOption("--offline"));
    }

    private static boolean isJapanese(ParseResult leaf) {
        return text(leaf, "--lang").filter("ja"::equals).isPresent();
    }

    private int mailboxFiles(ParseResult leaf) {
        List<String> words = leaf.matchedPositionalValue(0, List.of());
        boolean one = text(leaf, "--from").isPresent();
        if (words.isEmpty() || (one && words.size() > 1)) { // `import` without its verb, nobody named, or too many
            leaf.commandSpec().commandLine().usage(terminal.err());
            return ExitCode.USAGE;
        }
        Optional<String> to = text(leaf, "--to");
        MailboxFiles.Wish wish;
        try {
            wish = new MailboxFiles.Wish(
                    words.getFirst(),
                    words.subList(1, words.size()),
                    Path.of(to.or(() -> text(leaf, "--from")).orElseThrow()),
                    Format.of(text(leaf, "--format").orElse("")),
                    leaf.hasMatchedOption("--mbox-flags"));
        } catch (SyntaxError e) {
            terminal.err().println("sekisho: --format: " + e.getMessage());
            return ExitCode.USAGE;
        }
        var files = new MailboxFiles(requester, terminal, isWatched());
        return to.isPresent()
                ? files.exportAll(wish, manner(leaf))
                : files.importAll(wish, text(leaf, "--into"), manner(leaf));
    }

    private static boolean isWatched() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    }

    private static Optional<String> text(ParseResult leaf, String option) {
        return Optional.ofNullable(leaf.matchedOptionValue(option, (String) null));
    }

    private int ask(Verb verb, ParseResult leaf) {
        Requester.Manner manner = manner(leaf);
        var arguments = new LinkedHashMap<String, Object>();
        Optional<InputStream> body = Optional.empty();
        int position = 0;
        try {
            for (Parameter parameter : verb.parameters()) {
                switch (parameter.kind()) {
                    case POSITIONAL, POSITIONAL_OR_NONE ->
                        put(arguments, parameter, leaf.matchedPositionalValue(position++, null));
                    case POSITIONAL_LIST ->
                        put(arguments, parameter, leaf.matchedPositionalValue(position++, List.of()));
                    case OPTION, OPTION_LIST, FLAG, NUMBER ->
                        put(arguments, parameter, leaf.matchedOptionValue(parameter.option(), null));
                    case PASSWORD -> arguments.put(parameter.argument(), password(leaf));
                    case FILE -> body = Optional.of(open(leaf.matchedPositionalValue(position++, "-")));
                }
            }
            if (verb.request().equals("explain") && !arguments.containsKey("uid")) {
                arguments.putIfAbsent("client", "127.0.0.1");
            }
            return verb.view() instanceof Verb.View.Import
                    ? importing(verb, arguments, leaf)
                    : requester.ask(verb, arguments, body, manner);
        } catch (IOException e) {
            terminal.err().println("sekisho: " + e.getMessage());
            return ExitCode.USAGE;
        }
    }

    /// The server reads the old one's files; the report and the settings file are the person's own.
    private int importing(Verb verb, Map<String, Object> arguments, ParseResult leaf) {
        Optional<Path> html = text(leaf, "--html").map(Path::of);
        boolean write = leaf.hasMatchedOption("--write-settings");
        arguments.remove("html");
        arguments.remove("write_settings");
        for (String name : List.of("dir", "vpopmail", "tcp_rules", "passwd")) {
            arguments.computeIfPresent(
                    name, (_, path) -> Path.of(path.toString()).toAbsolutePath().toString());
        }
        if (write && leaf.hasMatchedOption("--dir")) {
            terminal.err().println("sekisho: --write-settings needs the settings file: name it with --config");
            return ExitCode.USAGE;
        }
        var report = new ImportReport(leaf.hasMatchedOption("--json"), isWatched(), html, terminal);
        int exitCode = requester.importing(verb, arguments, manner(leaf), report);
        boolean done = exitCode == ExitCode.GOOD || exitCode == ExitCode.FOUND;
        if (write && done && !report.routes().isEmpty() && !arguments.containsKey("dry_run")) {
            int written = launcher.addRoutes(config(leaf), report.routes());
            return written == ExitCode.GOOD ? exitCode : written;
        }
        return exitCode;
    }

    private static void put(Map<String, Object> arguments, Parameter parameter, @Nullable Object value) {
        if (value != null) {
            arguments.put(parameter.argument(), value);
        }
    }

    private String password(ParseResult leaf) throws IOException {
        Optional<String> given =
                text(leaf, "--password").or(() -> terminal.prompt().password("Password"));
        if (given.isPresent()) {
            return given.get();
        }
        String line = new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8)).readLine();
        if (line == null) {
            throw new IOException("no password: give --password, or write it to the standard input");
        }
        return line;
    }

    private InputStream open(String file) throws IOException {
        if (file.equals("-")) {
            return terminal.in();
        }
        try {
            return Files.newInputStream(Path.of(file));
        } catch (IOException e) {
            throw new IOException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
