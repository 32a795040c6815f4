package org.sekisho.admin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.sekisho.accounts.DirectoryException;
import org.sekisho.address.SyntaxError;
import org.sekisho.admin.AdminException.Kind;
import org.sekisho.migration.Line;
import org.sekisho.migration.LineText;
import org.sekisho.migration.Migration;
import org.sekisho.migration.Plan;
import org.sekisho.migration.PostfixPlanner;
import org.sekisho.migration.QmailPlanner;
import org.sekisho.migration.Remark;
import org.sekisho.migration.Report;
import org.sekisho.qmail.CompiledFile;
import org.sekisho.qmail.Installation;
import org.sekisho.qmail.SystemUsers;

/// Brings what another server held. One at a time; it runs on a thread of its own, because reading files and
/// hashing passwords would hold up the sessions'.
public final class MigrationCommands {
    private final Migration migration;
    private final SettingsFiles files;
    private final Semaphore free = new Semaphore(1);

    /// @param folder where settings for the administrator are written, with their passwords
    public MigrationCommands(Migration migration, Path folder) {
        this.migration = migration;
        this.files = new SettingsFiles(folder);
    }

    List<Command> all() {
        return List.of(
                Command.of(
                        "import.qmail",
                        this::qmail,
                        "dir",
                        "vpopmail",
                        "tcp_rules",
                        "system_users",
                        "passwd",
                        "first_uid",
                        "dry_run",
                        "no_mail",
                        "lang"),
                Command.of("import.postfix", this::postfix, "dir", "passwd", "dry_run", "no_mail", "lang"));
    }

    private Map<String, Object> qmail(Call call) throws AdminException, DirectoryException, IOException {
        Path dir = call.arguments().read("dir", MigrationCommands::path);
        requireFolder(dir.resolve("control"));
        Optional<Path> vpopmail = given(call, "vpopmail", Path.of("/home/vpopmail"));
        Path usual = Path.of("/etc/tcp.smtp");
        Optional<Path> rules = given(
                call,
                "tcp_rules",
                CompiledFile.isEitherThere(usual)
                        ? usual
                        : vpopmail.orElse(usual).resolve("etc/tcp.smtp"));
        return run(call, QmailPlanner.plan(Installation.read(dir, rules, vpopmail, systemUsers(call, dir))));
    }

    private static Optional<SystemUsers> systemUsers(Call call, Path dir) throws AdminException {
        var arguments = call.arguments();
        Optional<Path> named = arguments.readOptional("passwd", MigrationCommands::path);
        int firstUid = arguments.number("first_uid", 1, SystemUsers.LAST_UID, 0); // never root
        if (!arguments.flag("system_users")) {
            if (named.isPresent() || firstUid > 0) {
                throw new AdminException(Kind.USAGE, "--passwd and --first-uid say which users: add --system-users");
            }
            return Optional.empty();
        }
        Path passwd = named.or(() -> SystemUsers.passwdOf(dir))
                .orElseThrow(() -> new AdminException(
                        Kind.USAGE, dir + " is not /var/qmail of a machine: name its passwd with --passwd"));
        if (!Files.isReadable(passwd)) {
            throw unreadable(passwd);
        }
        return Optional.of(new SystemUsers(passwd, firstUid == 0 ? SystemUsers.USUAL_FIRST_UID : firstUid));
    }

    private Map<String, Object> postfix(Call call) throws AdminException, DirectoryException, IOException {
        Path dir = call.arguments().readOptional("dir", MigrationCommands::path).orElse(Path.of("/etc/postfix"));
        if (!Files.isReadable(dir.resolve("main.cf"))) {
            throw unreadable(dir.resolve("main.cf"));
        }
        Optional<Path> passwd = call.arguments().readOptional("passwd", MigrationCommands::path);
        if (passwd.isPresent() && !Files.isReadable(passwd.get())) {
            throw unreadable(passwd.get());
        }
        return run(call, PostfixPlanner.plan(dir, passwd));
    }

    /// What the person named must be there; the usual place may be empty.
    private static Optional<Path> given(Call call, String argument, Path usual) throws AdminException {
        Optional<Path> named = call.arguments().readOptional(argument, MigrationCommands::path);
        if (named.isPresent() && !isReadable(named.get())) {
            throw unreadable(named.get());
        }
        return named.or(() -> Optional.of(usual).filter(CompiledFile::isEitherThere));
    }

    private static boolean isReadable(Path path) {
        return Files.isReadable(path) || (!Files.exists(path) && CompiledFile.isEitherThere(path));
    }

    private static void requireFolder(Path folder) throws AdminException {
        if (!Files.isDirectory(folder) || !Files.isReadable(folder)) {
            throw unreadable(folder);
        }
    }

    private static AdminException unreadable(Path path) {
        return new AdminException(
                Kind.USAGE,
                path + " is not there, or the server may not read it: it runs as " + System.getProperty("user.name")
                        + " and reads the old server's files itself");
    }

    private static Path path(String text) {
        try {
            return Path.of(text).toAbsolutePath().normalize();
        } catch (InvalidPathException _) {
            throw new SyntaxError("not a path");
        }
    }

    private Map<String, Object> run(Call call, Plan plan) throws AdminException, DirectoryException, IOException {
        boolean japanese =
                call.arguments().optional("lang").filter("ja"::equals).isPresent();
        var options = new Migration.Options(
                call.arguments().flag("dry_run"), !call.arguments().flag("no_mail"));
        if (!free.tryAcquire()) {
            throw new AdminException(Kind.TEMPORARY, "another import is running: wait for its end");
        }
        try {
            var text = new LineText(japanese, options.dry());
            Report.Totals totals =
                    Apart.run("import", () -> migration.run(plan, options, line -> call.row(row(line, text, options))));
            return done(totals, options, text);
        } finally {
            free.release();
        }
    }

    private Map<String, Object> row(Line line, LineText text, Migration.Options options) throws IOException {
        Map<String, Object> row = switch (line) {
            case Line.OfDomain(var domain, var state, var why) ->
                Fields.of("kind", "domain", "domain", domain, "state", lower(state), "why", why);
            case Line.OfAccount(var address, var state, var note, var forwardsTo, var mail) -> {
                var fields = Fields.of("kind", "account", "address", address, "state", lower(state));
                fields.putAll(Fields.of("note", text.in(note), "forwards_to", forwardsTo));
                fields.putAll(mail(mail));
                yield fields;
            }
            case Line.OfAlias(var address, var members, var state, var why) ->
                Fields.of("kind", "alias", "address", address, "members", members, "state", lower(state), "why", why);
            case Line.OfCatchAll(var domain, var target, var state) ->
                Fields.of("kind", "catch-all", "domain", domain, "target", target, "state", lower(state));
            case Line.OfSettings(var proposal) -> {
                Optional<Path> written = options.dry() ? Optional.empty() : Optional.of(files.write(proposal));
                var fields = Fields.of("kind", "settings", "keys", proposal.keysAsComments(), "file", written);
                fields.put("routes", files.routes(proposal));
                yield fields;
            }
            case Line.OfHole(var hole) ->
                Fields.of(
                        "kind",
                        "hole",
                        "id",
                        hole.id(),
                        "severity",
                        hole.severity().name().toLowerCase(Locale.ROOT),
                        "found",
                        text.in(hole.found()),
                        "meaning",
                        text.in(hole.meaning()),
                        "advice",
                        text.in(hole.advice()));
            case Line.OfRemark(Remark remark) ->
                Fields.of(
                        "kind",
                        "not-carried",
                        "where",
                        remark.where(),
                        "line",
                        remark.text(),
                        "why",
                        text.in(remark.why()),
                        "advice",
                        text.in(remark.todo()));
            case Line.Progress(var address, var sum, var seconds) -> {
                var fields = Fields.of("kind", "progress", "address", address, "seconds", seconds);
                fields.putAll(mail(sum));
                yield fields;
            }
        };
        row.put("text", text.of(line));
        return row;
    }

    private static String lower(Line.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, Object> mail(Line.Mail mail) {
        return Fields.of(
                "folders",
                mail.folders(),
                "messages",
                mail.messages(),
                "octets",
                mail.octets(),
                "known",
                mail.known(),
                "flags_followed",
                mail.reflagged(),
                "flags_kept",
                mail.flagsKept());
    }

    private static Map<String, Object> done(Report.Totals totals, Migration.Options options, LineText text) {
        var done = Fields.of("kind", "total", "dry_run", options.dry());
        done.putAll(Fields.of("domains", totals.domains(), "new_domains", totals.newDomains()));
        done.putAll(Fields.of("accounts", totals.accounts(), "new_accounts", totals.newAccounts()));
        done.putAll(Fields.of("aliases", totals.aliases(), "new_aliases", totals.newAliases()));
        done.putAll(mail(totals.mail()));
        done.putAll(Fields.of("not_carried", totals.remarks(), "open_holes", totals.openHoles()));
        done.put("attention", totals.remarks() > 0 || totals.openHoles() > 0);
        done.put("text", text.of(totals));
        return done;
    }
}
