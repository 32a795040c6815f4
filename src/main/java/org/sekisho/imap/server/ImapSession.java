package org.sekisho.imap.server;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sekisho.accounts.Authenticator.Verdict;
import org.sekisho.accounts.Login;
import org.sekisho.accounts.Service;
import org.sekisho.imap.AppendParser;
import org.sekisho.imap.Command;
import org.sekisho.imap.CommandError;
import org.sekisho.imap.CommandLine;
import org.sekisho.imap.CommandParser;
import org.sekisho.imap.Condition;
import org.sekisho.imap.Literal;
import org.sekisho.imap.ParserMode;
import org.sekisho.imap.ResponseCode;
import org.sekisho.imap.ResponseCode.Plain;
import org.sekisho.imap.Tag;
import org.sekisho.imap.TaggedCommand;
import org.sekisho.imap.server.SelectedMailbox.Expunges;
import org.sekisho.mailbox.Right;
import org.sekisho.net.Connection;
import org.sekisho.net.LineTooLong;
import org.sekisho.net.Stopping;
import org.sekisho.net.TlsIdentity;
import org.sekisho.store.StorageException;

/// One IMAP session (RFC 9051, RFC 3501), from the greeting to the end. Used by one thread; while it idles, another
/// writes. What goes wrong with a command is its answer, and the session goes on, unless nobody knows any more where
/// the next command begins.
final class ImapSession {
    private static final int MAX_ERRORS = 20; // in a row
    private static final int MAX_WRONG_PASSWORDS = 5;
    private static final Duration WORK_TIMEOUT = Duration.ofMinutes(5);

    /// So many times as long as one may say nothing before the login, the login may take.
    private static final int LOGIN_TIMES = 3;

    /// RFC 9051 §3.
    private sealed interface State {
        record NotAuthenticated() implements State {}

        record Authenticated(User user) implements State {}

        record Selected(User user, SelectedMailbox mailbox) implements State {}

        record Logout() implements State {}
    }

    private final ImapServer server;
    private final Connection connection;
    private final Output output;
    private final CommandInput input;
    private final Authentication authentication;
    private State state = new State.NotAuthenticated();
    private int errors;
    private int wrongPasswords;
    private long commands;
    private boolean identified;
    private long loginBy; // System.nanoTime()

    ImapSession(ImapServer server, Connection connection, Service service) {
        this.server = server;
        this.connection = connection;
        this.output = new Output(connection);
        this.input = new CommandInput(connection, output);
        this.authentication = new Authentication(server, connection, output, service);
    }

    void run() throws IOException {
        try {
            beginLogin();
            output.ok(
                    new ResponseCode.Capability(capabilities()),
                    server.settings().hostname() + " IMAP server ready");
            while (!(state instanceof State.Logout)) {
                answerOne();
            }
            output.release();
        } catch (Stopping _) {
            output.bye("the server is stopping, come back soon");
        } catch (SocketTimeoutException _) {
            output.bye("you said nothing for too long");
        } catch (SelectedMailbox.Gone e) {
            output.bye(String.valueOf(e.getMessage()));
        } catch (CommandInput.FramingLost _) {
            output.bye("that is more than anybody reads");
        } finally {
            user().ifPresent(this::ended);
        }
    }

    private void ended(User user) {
        user.hears(Optional.empty());
        server.log().info("imap.closed", "user", user.login().user(), "commands", commands);
    }

    private Optional<User> user() {
        return switch (state) {
            case State.Authenticated(var user) -> Optional.of(user);
            case State.Selected selected -> Optional.of(selected.user());
            case State.NotAuthenticated(), State.Logout() -> Optional.empty();
        };
    }

    private Optional<SelectedMailbox> selected() {
        return state instanceof State.Selected selected ? Optional.of(selected.mailbox()) : Optional.empty();
    }

    private Dialogue dialogue(User user) {
        return new Dialogue(server, user, connection, input, output);
    }

    /// Who only keeps the line busy is not there for a log-in. A client that sends one octet from time to time is
    /// cut off without a word.
    private void beginLogin() {
        Duration within = server.settings().loginTimeout().multipliedBy(LOGIN_TIMES);
        loginBy = System.nanoTime() + within.toNanos();
        connection.deadline(within.plus(WORK_TIMEOUT));
    }

    private void answerOne() throws IOException {
        Optional<User> user = user();
        if (user.isEmpty() && System.nanoTime() - loginBy > 0) {
            throw new SocketTimeoutException("no login in time");
        }
        int limit = user.isPresent() ? CommandInput.MAX_COMMAND : CommandInput.MAX_COMMAND_BEFORE_LOGIN;
        connection.timeout(
                user.isPresent()
                        ? server.settings().timeout()
                        : server.settings().loginTimeout());
        try {
            output.release();
            byte[] line = nextCommand(limit);
            connection.timeout(WORK_TIMEOUT);
            commands++;
            if (user.isPresent()) {
                server.requireStanding(user.get().login());
            }
            ParserMode mode = user.map(User::mode).orElse(ParserMode.REV1);
            Optional<AppendParser> append = user.isPresent() ? AppendParser.of(line, mode) : Optional.empty();
            if (append.isPresent()) {
                append(user.get(), append.get(), line);
            } else {
                command(line, mode, limit);
            }
        } catch (CommandError e) {
            refuse(e.tag(), Completion.of(e));
        } catch (LineTooLong e) {
            input.skip(Literal.endOf(e.end()));
            refuse(Optional.empty(), Completion.bad(Plain.TOOBIG, "the line is too long"));
        }
    }

    /// Meanwhile the client is told what it wants to hear of.
    private byte[] nextCommand(int limit) throws IOException {
        Optional<Notifications> notifications = user().flatMap(User::notifications);
        if (notifications.isEmpty()) {
            return connection.readCommand(limit);
        }
        notifications.get().select(selected());
        return connection.readCommand(limit, notifications.get());
    }

    private void append(User user, AppendParser parser, byte[] line) throws IOException {
        Completion completion;
        try (AppendCommand command = new AppendCommand(dialogue(user), parser, line, selected())) {
            completion = command.run();
        } catch (StorageException e) {
            completion = server.unavailable(e, connection);
        }
        complete(parser.tag(), completion, Expunges.TOLD);
    }

    private void command(byte[] line, ParserMode mode, int limit) throws IOException {
        CommandLine whole = new CommandLine(line);
        Optional<Completion> refusal = input.complete(whole, limit);
        if (refusal.isPresent()) {
            refuse(CommandInput.tag(line), refusal.get());
            return;
        }
        TaggedCommand tagged = CommandParser.parse(whole, mode);
        boolean knowsModSeqs =
                user().filter(user -> user.has(Feature.CONDSTORE)).isPresent();
        Optional<SelectedMailbox> before = selected();
        Completion completion;
        try {
            completion = usesNumbers(tagged.command())
                            && user().filter(it -> it.has(Feature.UIDONLY)).isPresent()
                    ? Completion.bad(Plain.UIDREQUIRED, "messages have no numbers") // RFC 9586 §3
                    : answer(tagged);
        } catch (StorageException e) {
            completion = server.unavailable(e, connection);
        }
        beginModSeqs(knowsModSeqs, before);
        if (tagged.command() instanceof Command.Select) {
            tell(
                    tagged.tag(),
                    completion); // one state of the mailbox; what happened meanwhile comes with the next command
        } else {
            complete(tagged.tag(), completion, expunges(tagged.command()));
        }
        if (tagged.command() instanceof Command.StartTls && completion.isOk()) {
            output.release();
            beginTls();
        }
        if (tagged.command() instanceof Command.Compress && completion.isOk()) {
            output.release();
            connection.startDeflate();
        }
    }

    /// RFC 9051 §7.5.1.
    private static Expunges expunges(Command command) {
        boolean copies = command instanceof Command.Copy || command instanceof Command.Move;
        return usesNumbers(command) && !copies ? Expunges.KEPT : Expunges.TOLD;
    }

    private static boolean usesNumbers(Command command) {
        return switch (command) {
            case Command.Fetch fetch -> !fetch.uid();
            case Command.Store store -> !store.uid();
            case Command.Search search -> !search.uid();
            case Command.Sort sort -> !sort.uid();
            case Command.Thread thread -> !thread.uid();
            case Command.Copy copy -> !copy.uid();
            case Command.Move move -> !move.uid();
            default -> false;
        };
    }

    /// @param knowsModSeqs whether the client used them before this command
    private void beginModSeqs(boolean knowsModSeqs, Optional<SelectedMailbox> before) {
        boolean now = user().filter(user -> user.has(Feature.CONDSTORE)).isPresent();
        Optional<SelectedMailbox> mailbox = selected();
        if (now && !knowsModSeqs && mailbox.isPresent() && mailbox.equals(before)) { // RFC 7162 §3.1.2.1
            output.ok(new ResponseCode.HighestModSeq(mailbox.get().view().highestModSeq()), "changes are numbered");
        }
    }

    private void complete(Tag tag, Completion completion, Expunges expunges) throws IOException {
        try {
            sync(expunges);
        } finally {
            tagged(tag, completion);
        }
        count(completion);
    }

    private void tell(Tag tag, Completion completion) throws IOException {
        tagged(tag, completion);
        count(completion);
    }

    private void tagged(Tag tag, Completion completion) {
        output.responses().tagged(tag, completion.condition(), completion.code(), completion.text());
    }

    private void sync(Expunges expunges) throws IOException {
        if (state instanceof State.Selected selected) {
            try {
                Optional<Notifications> notifications = selected.user().notifications();
                notifications.ifPresent(its -> its.select(Optional.of(selected.mailbox())));
                selected.mailbox().sync(output, expunges);
                selected.mailbox().tellSettled(output);
                if (notifications.isPresent()) {
                    notifications.get().fetchNew();
                }
            } catch (StorageException e) {
                server.unavailable(e, connection); // what has changed is told another time
            }
        }
    }

    private void refuse(Optional<Tag> tag, Completion why) throws IOException {
        if (tag.isPresent()) {
            output.responses().tagged(tag.get(), why.condition(), why.code(), why.text());
        } else {
            output.responses().untagged(why.condition(), why.code(), why.text());
        }
        count(why);
    }

    private void count(Completion completion) throws IOException {
        errors = completion.condition() == Condition.BAD ? errors + 1 : 0;
        if (errors >= MAX_ERRORS || wrongPasswords >= MAX_WRONG_PASSWORDS) {
            server.log()
                    .info(
                            "imap.too-many-errors",
                            "client",
                            connection.peerAddress().getHostAddress());
            output.bye("too many errors");
            user().ifPresent(this::ended);
            state = new State.Logout();
        }
    }

    /// The answer to every command: where is what?
    private Completion answer(TaggedCommand tagged) throws IOException {
        return switch (tagged.command()) {
            case Command.Capability() -> capability();
            case Command.Noop() -> Completion.ok("nothing done");
            case Command.Logout() -> logout();
            case Command.Id id -> identify(id);
            case Command.StartTls() -> startTls();
            case Command.Authenticate authenticate -> authenticate(authenticate);
            case Command.Login login -> login(login);
            case Command.Enable enable -> loggedIn(user -> enable(user, enable));
            case Command.Unauthenticate() -> loggedIn(this::unauthenticate);
            case Command.Compress() -> loggedIn(_ -> compress());
            case Command.Select select -> loggedIn(user -> select(user, select));
            case Command.Create create -> loggedIn(user -> new MailboxCommands(dialogue(user)).create(create));
            case Command.Delete delete -> loggedIn(user -> delete(user, delete));
            case Command.Rename rename -> loggedIn(user -> new MailboxCommands(dialogue(user)).rename(rename));
            case Command.Subscribe it -> loggedIn(user -> new MailboxCommands(dialogue(user)).subscribe(it));
            case Command.Unsubscribe it -> loggedIn(user -> new MailboxCommands(dialogue(user)).unsubscribe(it));
            case Command.ListMailboxes list -> loggedIn(user -> new ListCommand(dialogue(user)).run(list));
            case Command.Lsub lsub -> loggedIn(user -> new ListCommand(dialogue(user)).lsub(lsub));
            case Command.Namespace() -> loggedIn(user -> new MailboxCommands(dialogue(user)).namespace());
            case Command.Status(var mailbox, var items) ->
                loggedIn(user -> new StatusCommand(dialogue(user)).run(mailbox, items));
            case Command.Idle() -> loggedIn(user -> new IdleCommand(dialogue(user)).run(selected()));
            case Command.GetAcl it -> loggedIn(user -> new AclCommands(dialogue(user)).get(it));
            case Command.SetAcl it -> loggedIn(user -> new AclCommands(dialogue(user)).set(it));
            case Command.DeleteAcl it -> loggedIn(user -> new AclCommands(dialogue(user)).delete(it));
            case Command.ListRights it -> loggedIn(user -> new AclCommands(dialogue(user)).listRights(it));
            case Command.MyRights it -> loggedIn(user -> new AclCommands(dialogue(user)).myRights(it));
            case Command.GetQuota(var root) -> loggedIn(user -> new QuotaCommands(dialogue(user)).get(root));
            case Command.GetQuotaRoot(var mailbox) ->
                loggedIn(user -> new QuotaCommands(dialogue(user)).getRoot(mailbox));
            case Command.SetQuota _ -> loggedIn(_ -> QuotaCommands.set());
            case Command.GetMetadata it -> loggedIn(user -> new MetadataCommands(dialogue(user)).get(it));
            case Command.SetMetadata it -> loggedIn(user -> new MetadataCommands(dialogue(user)).set(it));
            case Command.NotifyNone() -> loggedIn(user -> new NotifyCommand(dialogue(user)).none());
            case Command.NotifySet it -> loggedIn(user -> new NotifyCommand(dialogue(user)).set(it, selected()));
            case Command.Check() -> inMailbox((_, _) -> Completion.ok("checked")); // all is on disk already
            case Command.Close() -> opened(this::close);
            case Command.Unselect() -> opened((user, _) -> unselect(user));
            case Command.Expunge expunge ->
                inMailbox((user, mailbox) -> new ExpungeCommand(dialogue(user), mailbox).run(expunge));
            case Command.Search search ->
                inMailbox((user, mailbox) -> new SearchCommand(dialogue(user), mailbox, tagged.tag()).run(search));
            case Command.Sort sort ->
                inMailbox((user, mailbox) -> new SortCommand(dialogue(user), mailbox, tagged.tag()).sort(sort));
            case Command.Thread thread ->
                inMailbox((user, mailbox) -> new SortCommand(dialogue(user), mailbox, tagged.tag()).thread(thread));
            case Command.Fetch fetch ->
                inMailbox((user, mailbox) -> new FetchCommand(dialogue(user), mailbox).run(fetch));
            case Command.Store store ->
                inMailbox((user, mailbox) -> new StoreCommand(dialogue(user), mailbox).run(store));
            case Command.Copy(var uid, var set, var target) ->
                inMailbox((user, mailbox) -> new CopyCommand(dialogue(user), mailbox).copy(uid, set, target));
            case Command.Move(var uid, var set, var target) ->
                inMailbox((user, mailbox) -> new CopyCommand(dialogue(user), mailbox).move(uid, set, target));
        };
    }

    private interface ForUser {
        Completion run(User user) throws IOException;
    }

    private interface ForMailbox {
        Completion run(User user, SelectedMailbox mailbox) throws IOException;
    }

    private Completion loggedIn(ForUser command) throws IOException {
        Optional<User> user = user();
        return user.isPresent() ? command.run(user.get()) : Completion.bad("log in first");
    }

    private Completion inMailbox(ForMailbox command) throws IOException {
        return opened(
                (user, mailbox) -> mailbox.rights().has(Right.READ) // an own one always; another's may be taken back
                        ? command.run(user, mailbox)
                        : Completion.no(Plain.NOPERM, "you may not read here any more"));
    }

    private Completion opened(ForMailbox command) throws IOException {
        return state instanceof State.Selected(var user, var mailbox)
                ? command.run(user, mailbox)
                : Completion.bad(user().isPresent() ? "select a mailbox first" : "log in first");
    }

    private List<String> capabilities() {
        Optional<User> user = user();
        boolean startTls = mayBeginTls();
        return user.isEmpty()
                ? Capabilities.beforeLogin(authentication.offered(), startTls)
                : Capabilities.afterLogin(
                        server.settings().messageOctets(),
                        connection.isDeflated(),
                        user.get().disabled());
    }

    private Completion capability() {
        output.responses().capability(capabilities());
        return Completion.ok("told");
    }

    private Completion logout() {
        output.responses().untagged(Condition.BYE, "see you");
        user().ifPresent(this::ended);
        state = new State.Logout();
        return Completion.ok("bye");
    }

    /// RFC 2971: what a program says of itself is good to know when it does odd things.
    private Completion identify(Command.Id id) {
        if (!id.fields().isEmpty() && !identified) { // once: who has not logged in shall not fill the log
            identified = true;
            server.log().info("imap.client", "says", id.fields());
        }
        output.responses().id(Map.of("name", "Sekisho"));
        return Completion.ok("pleased to meet you");
    }

    /// Nobody begins it above a compression (RFC 4978 §3, RFC 8437 §3).
    private boolean mayBeginTls() {
        return connection.tls().isEmpty()
                && !connection.isDeflated()
                && server.tls().isPresent();
    }

    private Completion startTls() {
        if (!mayBeginTls()) {
            return Completion.bad("no TLS here");
        }
        return user().isPresent() ? Completion.bad("you have logged in already") : Completion.ok("begin TLS");
    }

    /// RFC 9051 §11.1. Nothing that was said before survives; what came in the same packet ends the session.
    private void beginTls() throws IOException {
        TlsIdentity identity = server.tls().orElseThrow();
        if (!server.secured(connection, identity)) {
            server.counters().count("imap_starttls_injections");
            server.log()
                    .warn(
                            "imap.starttls-injection",
                            "client",
                            connection.peerAddress().getHostAddress());
            state = new State.Logout();
        }
    }

    private Completion authenticate(Command.Authenticate command) throws IOException {
        return user().isPresent()
                ? Completion.bad("you have logged in already")
                : conclude(authentication.authenticate(command));
    }

    private Completion login(Command.Login command) {
        return user().isPresent()
                ? Completion.bad("you have logged in already")
                : conclude(authentication.login(command));
    }

    private Completion conclude(Authentication.Outcome outcome) {
        return switch (outcome) {
            case Authentication.Outcome.Refused(var why) -> why;
            case Authentication.Outcome.Checked(var verdict) ->
                switch (verdict) {
                    case Verdict.LoggedIn(var login) -> open(login);
                    case Verdict.Rejected _ -> wrong(Plain.AUTHENTICATIONFAILED, "wrong name or password");
                    case Verdict.SlowDown _ -> wrong(Plain.UNAVAILABLE, "too many wrong passwords, try again later");
                    case Verdict.CouldNotAsk _ ->
                        Completion.no(Plain.UNAVAILABLE, "cannot check passwords now, try again later");
                };
        };
    }

    private Completion wrong(ResponseCode code, String text) {
        wrongPasswords++;
        return Completion.no(code, text);
    }

    private Completion open(Login login) {
        User user = new User(login, server.mailboxes().imapExtensions().disabled(login.account()));
        server.folders().make(login.account());
        state = new State.Authenticated(user);
        connection.noDeadline();
        wrongPasswords = 0;
        return Completion.ok(new ResponseCode.Capability(capabilities()), "welcome");
    }

    private Completion enable(User user, Command.Enable command) throws IOException {
        List<String> enabled = new ArrayList<>();
        for (String name : command.capabilities()) {
            Optional<Feature> feature =
                    Feature.of(name).filter(known -> !user.disabled().contains(name));
            if (feature.isPresent() && user.enable(feature.get())) {
                enabled.add(feature.get().text());
            }
        }
        output.responses().enabled(enabled);
        output.mode(user.mode());
        return Completion.ok("enabled");
    }

    /// RFC 8437.
    private Completion unauthenticate(User user) throws IOException {
        ended(user);
        state = new State.NotAuthenticated();
        beginLogin();
        output.mode(ParserMode.REV1);
        return Completion.ok("who are you?");
    }

    private Completion compress() {
        return connection.isDeflated()
                ? Completion.no(Plain.COMPRESSIONACTIVE, "this is compressed already") // RFC 4978 §3
                : Completion.ok("compressed from here on");
    }

    private Completion select(User user, Command.Select select) throws IOException {
        if (state instanceof State.Selected) {
            output.ok(Plain.CLOSED, "the other mailbox is closed"); // RFC 9051 §7.1
        }
        state = new State.Authenticated(user);
        return switch (new SelectCommand(dialogue(user)).run(select)) {
            case SelectCommand.Outcome.Opened(var mailbox, var completion) -> {
                state = new State.Selected(user, mailbox);
                yield completion;
            }
            case SelectCommand.Outcome.Refused(var why) -> why;
        };
    }

    /// Who deletes the selected mailbox has none selected any more.
    private Completion delete(User user, Command.Delete delete) {
        Completion completion = new MailboxCommands(dialogue(user)).delete(delete);
        boolean gone = completion.isOk()
                && selected()
                        .filter(mailbox -> server.mailboxes().head(mailbox.id()).isEmpty())
                        .isPresent();
        if (gone) {
            output.ok(Plain.CLOSED, "the selected mailbox is gone");
            state = new State.Authenticated(user);
        }
        return completion;
    }

    private Completion close(User user, SelectedMailbox mailbox) throws IOException {
        new ExpungeCommand(dialogue(user), mailbox).silently();
        return unselect(user);
    }

    private Completion unselect(User user) {
        state = new State.Authenticated(user);
        return Completion.ok("closed");
    }
}
