package org.sekisho.pop3;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.sekisho.address.SyntaxError;
import org.sekisho.events.Secret;

/// Reads one command line, strictly: exactly one space between arguments, no control characters, well-formed
/// UTF-8. RFC 1939 §3, RFC 2449 §4.
public final class CommandParser {
    /// Octets, CRLF included. RFC 2449 §4 has 255; SASL initial responses (RFC 5034 §4) and UTF-8 names need
    /// more.
    public static final int MAX_LINE = 8192;

    private static final int MAX_NUMBER_DIGITS = 9; // fits an int, and no maildrop has more messages

    private CommandParser() {}

    /// @param line without CRLF
    /// @throws SyntaxError not a command, or not its arguments
    public static Command parse(byte[] line) {
        String text = decoded(line);
        int space = text.indexOf(' ');
        String keyword = (space < 0 ? text : text.substring(0, space)).toUpperCase(Locale.ROOT);
        Optional<String> argument = space < 0 ? Optional.empty() : Optional.of(text.substring(space + 1));
        return switch (keyword) {
            case "CAPA" -> without(argument, new Command.Capa());
            case "STLS" -> without(argument, new Command.Stls());
            case "UTF8" -> without(argument, new Command.Utf8());
            case "STAT" -> without(argument, new Command.Stat());
            case "RSET" -> without(argument, new Command.Rset());
            case "NOOP" -> without(argument, new Command.Noop());
            case "QUIT" -> without(argument, new Command.Quit());
            case "USER" -> new Command.User(name(required(argument)));
            case "PASS" -> new Command.Pass(new Secret(required(argument)));
            case "AUTH" -> argument.map(CommandParser::auth).orElseGet(Command.AuthList::new);
            case "LIST" -> new Command.List(optionalNumber(argument));
            case "UIDL" -> new Command.Uidl(optionalNumber(argument));
            case "RETR" -> new Command.Retr(message(required(argument)));
            case "DELE" -> new Command.Dele(message(required(argument)));
            case "TOP" -> top(required(argument));
            default -> throw new SyntaxError("unknown command");
        };
    }

    private static String decoded(byte[] line) {
        for (byte octet : line) {
            if ((octet >= 0 && octet < ' ') || octet == 0x7f) {
                throw new SyntaxError("control character in a command");
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line))
                    .toString();
        } catch (CharacterCodingException _) {
            throw new SyntaxError("a command is UTF-8");
        }
    }

    private static Command without(Optional<String> argument, Command command) {
        if (argument.isPresent()) {
            throw new SyntaxError("no argument expected");
        }
        return command;
    }

    private static String required(Optional<String> argument) {
        return argument.filter(value -> !value.isEmpty()).orElseThrow(() -> new SyntaxError("argument expected"));
    }

    private static Command auth(String argument) {
        String[] words = argument.split(" ", -1);
        if (words.length > 2 || Arrays.asList(words).contains("")) {
            throw new SyntaxError("expected AUTH mechanism [initial-response]");
        }
        return new Command.Auth(words[0], words.length == 1 ? Optional.empty() : Optional.of(new Secret(words[1])));
    }

    private static Command top(String argument) {
        String[] words = argument.split(" ", -1);
        if (words.length != 2) {
            throw new SyntaxError("expected TOP message lines");
        }
        return new Command.Top(message(words[0]), number(words[1]));
    }

    /// A user name may hold spaces for some servers; none of ours does, but what it means is for the login to
    /// say.
    private static String name(String argument) {
        if (argument.startsWith(" ") || argument.endsWith(" ")) {
            throw new SyntaxError("expected USER name");
        }
        return argument;
    }

    private static OptionalInt optionalNumber(Optional<String> argument) {
        return argument.isEmpty() ? OptionalInt.empty() : OptionalInt.of(message(argument.get()));
    }

    private static int message(String digits) {
        int number = number(digits);
        if (number == 0) {
            throw new SyntaxError("messages are numbered from 1");
        }
        return number;
    }

    private static int number(String digits) {
        boolean good = digits.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!good || digits.isEmpty() || digits.length() > MAX_NUMBER_DIGITS) {
            throw new SyntaxError("expected a number");
        }
        return Integer.parseInt(digits);
    }
}
