package org.sekisho.imap;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sekisho.address.SyntaxError;
import org.sekisho.events.Secret;

/// Reads a complete command, strictly. RFC 9051 §9, RFC 3501 §9 and the extensions' grammars.
public final class CommandParser {
    private static final int MAX_ID_FIELDS = 30; // RFC 2971 §3.3
    private static final int DONE = 4;
    private static final Set<String> WITH_ARGUMENTS = Set.of(
            "ID",
            "AUTHENTICATE",
            "LOGIN",
            "ENABLE",
            "COMPRESS",
            "SELECT",
            "EXAMINE",
            "CREATE",
            "DELETE",
            "RENAME",
            "SUBSCRIBE",
            "UNSUBSCRIBE",
            "LIST",
            "LSUB",
            "STATUS",
            "GETACL",
            "SETACL",
            "DELETEACL",
            "LISTRIGHTS",
            "MYRIGHTS",
            "GETQUOTA",
            "GETQUOTAROOT",
            "SETQUOTA",
            "GETMETADATA",
            "SETMETADATA",
            "NOTIFY",
            "SEARCH",
            "SORT",
            "THREAD",
            "FETCH",
            "STORE",
            "COPY",
            "MOVE",
            "UID EXPUNGE",
            "UID SEARCH",
            "UID SORT",
            "UID THREAD",
            "UID FETCH",
            "UID STORE",
            "UID COPY",
            "UID MOVE");

    private final CommandScanner scanner;

    private CommandParser(CommandScanner scanner) {
        this.scanner = scanner;
    }

    /// @param line complete: awaits no literal
    /// @throws CommandError not a command, or APPEND or REPLACE, which [AppendParser] reads
    public static TaggedCommand parse(CommandLine line, ParserMode mode) {
        var scanner = new CommandScanner(line.pieces(), mode);
        Optional<Tag> tag = Optional.empty();
        try {
            tag = Optional.of(scanner.tag());
            scanner.space();
            String name = name(scanner);
            Command command = new CommandParser(scanner).arguments(name);
            scanner.end();
            return new TaggedCommand(tag.get(), name, command);
        } catch (SyntaxError wrong) {
            throw new CommandError(tag, CommandError.Kind.SYNTAX, String.valueOf(wrong.getMessage()));
        } catch (SearchGrammar.BadCharset unknown) {
            throw new CommandError(tag, CommandError.Kind.CHARSET, String.valueOf(unknown.getMessage()));
        } catch (CommandScanner.BadMailboxName bad) {
            throw new CommandError(tag, CommandError.Kind.MAILBOX_NAME, String.valueOf(bad.getMessage()));
        }
    }

    /// `UID` belongs to the name.
    static String name(CommandScanner scanner) {
        String name = scanner.word("a command");
        if (name.equals("UID")) {
            scanner.space();
            return "UID " + scanner.word("a command");
        }
        return name;
    }

    /// The end of IDLE, in any case. RFC 9051 §6.3.13.
    /// @param line without CRLF
    public static boolean isDone(byte[] line) {
        return line.length == DONE && Octets.of(line).toString().equalsIgnoreCase("DONE");
    }

    private Command arguments(String name) {
        return switch (name) {
            case "CAPABILITY" -> new Command.Capability();
            case "NOOP" -> new Command.Noop();
            case "LOGOUT" -> new Command.Logout();
            case "STARTTLS" -> new Command.StartTls();
            case "UNAUTHENTICATE" -> new Command.Unauthenticate();
            case "NAMESPACE" -> new Command.Namespace();
            case "IDLE" -> new Command.Idle();
            case "CHECK" -> new Command.Check();
            case "CLOSE" -> new Command.Close();
            case "UNSELECT" -> new Command.Unselect();
            case "EXPUNGE" -> new Command.Expunge(Optional.empty());
            default -> {
                if (!WITH_ARGUMENTS.contains(name)) {
                    throw new SyntaxError("there is no command " + name);
                }
                scanner.space();
                yield session(name);
            }
        };
    }

    private Command session(String name) {
        return switch (name) {
            case "ID" -> new Command.Id(id());
            case "AUTHENTICATE", "LOGIN" -> {
                scanner.conceal();
                yield name.equals("LOGIN") ? login() : authenticate();
            }
            case "ENABLE" -> enable();
            case "COMPRESS" -> compress();
            default -> mailboxes(name, new MailboxGrammar(scanner));
        };
    }

    private Command mailboxes(String name, MailboxGrammar grammar) {
        return switch (name) {
            case "SELECT" -> grammar.select(false);
            case "EXAMINE" -> grammar.select(true);
            case "CREATE" -> grammar.create();
            case "DELETE" -> new Command.Delete(scanner.mailbox());
            case "RENAME" -> grammar.rename();
            case "SUBSCRIBE" -> new Command.Subscribe(scanner.mailbox());
            case "UNSUBSCRIBE" -> new Command.Unsubscribe(scanner.mailbox());
            case "LIST" -> grammar.list();
            case "LSUB" -> grammar.lsub();
            case "STATUS" -> grammar.status();
            case "GETACL" -> new Command.GetAcl(scanner.mailbox());
            case "SETACL" -> grammar.setAcl();
            case "DELETEACL" -> grammar.deleteAcl();
            case "LISTRIGHTS" -> grammar.listRights();
            case "MYRIGHTS" -> new Command.MyRights(scanner.mailbox());
            case "GETQUOTA" -> new Command.GetQuota(scanner.astring("a quota root"));
            case "GETQUOTAROOT" -> new Command.GetQuotaRoot(scanner.mailbox());
            case "SETQUOTA" -> grammar.setQuota();
            case "GETMETADATA" -> new MetadataGrammar(scanner).get();
            case "SETMETADATA" -> new MetadataGrammar(scanner).set();
            case "NOTIFY" -> new NotifyGrammar(scanner).command();
            default -> messages(name);
        };
    }

    private Command messages(String name) {
        boolean uid = name.startsWith("UID ");
        return switch (uid ? name.substring("UID ".length()) : name) {
            case "EXPUNGE" -> new Command.Expunge(Optional.of(scanner.sequenceSet()));
            case "SEARCH" -> new SearchGrammar(scanner).search(uid);
            case "SORT" -> new SearchGrammar(scanner).sort(uid);
            case "THREAD" -> new SearchGrammar(scanner).thread(uid);
            case "FETCH" -> new FetchGrammar(scanner).fetch(uid);
            case "STORE" -> new FetchGrammar(scanner).store(uid);
            case "COPY" -> new Command.Copy(uid, set(), scanner.mailbox());
            case "MOVE" -> new Command.Move(uid, set(), scanner.mailbox());
            default -> throw new SyntaxError("there is no command " + name);
        };
    }

    /// With the space behind it.
    private SequenceSet set() {
        SequenceSet set = scanner.sequenceSet();
        scanner.space();
        return set;
    }

    /// RFC 2971 §3.3.
    private Map<String, String> id() {
        Map<String, String> fields = new LinkedHashMap<>();
        if (scanner.skipWord("NIL")) {
            return fields;
        }
        scanner.list(() -> {
            String field = scanner.string("a field");
            scanner.space();
            scanner.nstring("a value").ifPresent(value -> fields.put(field, value));
            if (fields.size() > MAX_ID_FIELDS) {
                throw new SyntaxError("ID has at most " + MAX_ID_FIELDS + " fields");
            }
        });
        return Collections.unmodifiableMap(fields);
    }

    /// RFC 9051 §6.2.2; the initial response is base64 or `=` (RFC 4959 §3).
    private Command authenticate() {
        String mechanism = scanner.atom("a mechanism").toUpperCase(Locale.ROOT);
        Optional<Secret> response = Optional.empty();
        if (scanner.skip(' ')) {
            response = Optional.of(new Secret(scanner.atom("a response")));
        }
        return new Command.Authenticate(mechanism, response);
    }

    private Command login() {
        String user = scanner.astring("a user name");
        scanner.space();
        return new Command.Login(user, new Secret(scanner.astring("a password")));
    }

    private Command enable() {
        var capabilities = new ArrayList<String>();
        do {
            capabilities.add(scanner.atom("a capability").toUpperCase(Locale.ROOT));
        } while (scanner.skip(' '));
        return new Command.Enable(capabilities);
    }

    private Command compress() {
        if (!scanner.word("an algorithm").equals("DEFLATE")) {
            throw new SyntaxError("DEFLATE is the only compression");
        }
        return new Command.Compress();
    }
}
