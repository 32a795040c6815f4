package org.sekisho.imap;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.sekisho.address.SyntaxError;

/// Reads APPEND (with MULTIAPPEND and CATENATE: RFC 3502, 4469) and REPLACE (RFC 8508) as they come: messages are
/// never in memory. The server asks for one step after the other and feeds what they ask for. Used by one thread,
/// for one command.
public final class AppendParser {
    private enum State {
        /// Before the mailbox's name.
        TARGET,
        /// Before a message.
        MESSAGE,
        /// Before the literal that is the whole message.
        LITERAL,
        /// Before the literal in UTF8 (…), and behind it.
        UTF8,
        UTF8_END,
        /// Before a part of CATENATE (…), before a part's URL, and behind a part.
        PART,
        PART_URL,
        PART_END,
        /// Behind the octets of a message, and behind the message.
        MESSAGE_END,
        MORE
    }

    private final Tag tag;
    private final String name;
    private final CommandScanner scanner;
    private State state = State.TARGET;
    private Optional<AppendStep.Replaced> replaced = Optional.empty();
    private boolean begun;

    private AppendParser(Tag tag, String name, CommandScanner scanner) {
        this.tag = tag;
        this.name = name;
        this.scanner = scanner;
    }

    /// @param line the first of a command, without CRLF
    /// @return empty when it is another command, or none
    public static Optional<AppendParser> of(byte[] line, ParserMode mode) {
        var scanner = new CommandScanner(List.of(line), mode);
        try {
            Tag tag = scanner.tag();
            scanner.space();
            String name = CommandParser.name(scanner);
            return switch (name) {
                case "APPEND", "REPLACE", "UID REPLACE" -> Optional.of(new AppendParser(tag, name, scanner));
                default -> Optional.empty();
            };
        } catch (SyntaxError _) {
            return Optional.empty(); // CommandParser says what is wrong
        }
    }

    public Tag tag() {
        return tag;
    }

    /// `APPEND`, `REPLACE` or `UID REPLACE`.
    public String name() {
        return name;
    }

    /// @throws CommandError the rest is not the command's grammar; [Literal#endOf] the last line says what still
    ///     comes
    public AppendStep next() {
        try {
            return switch (state) {
                case TARGET -> target();
                case MESSAGE -> message();
                case LITERAL -> text(State.MESSAGE_END);
                case UTF8 -> text(State.UTF8_END);
                case UTF8_END -> {
                    scanner.expect(')');
                    yield messageEnd();
                }
                case PART -> part();
                case PART_URL -> url();
                case PART_END -> partEnd();
                case MESSAGE_END -> messageEnd();
                case MORE -> more();
            };
        } catch (SyntaxError wrong) {
            throw new CommandError(Optional.of(tag), CommandError.Kind.SYNTAX, String.valueOf(wrong.getMessage()));
        } catch (CommandScanner.BadMailboxName bad) {
            throw new CommandError(Optional.of(tag), CommandError.Kind.MAILBOX_NAME, String.valueOf(bad.getMessage()));
        }
    }

    /// After a [AppendStep.Text].
    /// @param line what came behind the literal, without CRLF
    public void line(byte[] line) {
        scanner.restart(line);
    }

    /// After a [AppendStep.NameLiteral].
    /// @param octets the literal
    /// @param line what came behind it, without CRLF
    public void literal(byte[] octets, byte[] line) {
        scanner.add(octets, line);
    }

    private AppendStep target() {
        if (!begun) {
            begun = true;
            scanner.space();
            if (!name.equals("APPEND")) {
                replaced = Optional.of(replaced());
                scanner.space();
            }
        }
        if (scanner.awaitsLiteral()) {
            return new AppendStep.NameLiteral(scanner.announced().orElseThrow());
        }
        String mailbox = scanner.mailbox();
        state = State.MESSAGE;
        return new AppendStep.Target(mailbox, replaced);
    }

    private AppendStep.Replaced replaced() {
        return new AppendStep.Replaced(name.startsWith("UID"), scanner.skip('*') ? 0 : scanner.nzNumber());
    }

    /// `[flags] [date-time] data`, with the space before each.
    private AppendStep message() {
        scanner.space();
        List<String> flags = List.of();
        if (scanner.at('(')) {
            flags = scanner.flagList();
            scanner.space();
        }
        Optional<OffsetDateTime> date = Optional.empty();
        if (scanner.at('"')) {
            date = Optional.of(Dates.dateTime(scanner));
            scanner.space();
        }
        if (scanner.skipWord("CATENATE")) {
            state = State.PART;
        } else if (scanner.skipWord("UTF8")) {
            state = State.UTF8;
        } else if (scanner.announced().isPresent()) {
            state = State.LITERAL;
            return new AppendStep.Message(flags, date, false);
        } else {
            throw scanner.expected("a message");
        }
        scanner.space();
        scanner.expect('(');
        return new AppendStep.Message(flags, date, state == State.UTF8);
    }

    private AppendStep text(State next) {
        Literal literal = scanner.skipAnnouncement();
        state = next;
        return new AppendStep.Text(literal);
    }

    private AppendStep part() {
        String kind = scanner.word("URL or TEXT");
        scanner.space();
        return switch (kind) {
            case "TEXT" -> text(State.PART_END);
            case "URL" -> url();
            default -> throw new SyntaxError("expected URL or TEXT");
        };
    }

    private AppendStep url() {
        if (scanner.awaitsLiteral()) {
            state = State.PART_URL;
            return new AppendStep.NameLiteral(scanner.announced().orElseThrow());
        }
        String url = scanner.astring("a URL");
        state = State.PART_END;
        return new AppendStep.Url(url);
    }

    private AppendStep partEnd() {
        if (scanner.skip(' ')) {
            return part();
        }
        scanner.expect(')');
        return messageEnd();
    }

    private AppendStep messageEnd() {
        state = State.MORE;
        return new AppendStep.MessageEnd();
    }

    private AppendStep more() {
        if (scanner.at(' ') && replaced.isEmpty()) {
            return message(); // RFC 3502
        }
        scanner.end();
        return new AppendStep.End();
    }
}
