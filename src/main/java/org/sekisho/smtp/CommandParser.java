package org.sekisho.smtp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sekisho.address.PathParser;
import org.sekisho.address.SyntaxError;

/// Reads command lines strictly; no I/O. RFC 5321 §4.1.1.
public final class CommandParser {
    private static final String FROM = "FROM:";
    private static final String TO = "TO:";
    private static final int MAX_SIZE_DIGITS = 18; // RFC 1870 §4 allows 20, which no long holds
    private static final int MAX_ENVELOPE_ID = 100; // octets; RFC 3461 §4.4

    private CommandParser() {}

    /// @param line without CRLF
    /// @throws SyntaxError 501, and 500 for lines that are no text: control characters, not UTF-8
    public static Command parse(byte[] line) {
        String text = text(line);
        int space = text.indexOf(' ');
        String verb = upper(space < 0 ? text : text.substring(0, space));
        String rest = space < 0 ? "" : text.substring(space + 1).strip();
        return switch (verb) {
            case "MAIL" -> mail(rest);
            case "RCPT" -> rcpt(rest);
            case "DATA" -> alone(rest, new Command.Data());
            case "EHLO" -> new Command.Ehlo(name(rest));
            case "HELO" -> new Command.Helo(name(rest));
            case "LHLO" -> new Command.Lhlo(name(rest));
            case "BDAT" -> bdat(rest);
            case "RSET" -> alone(rest, new Command.Rset());
            case "QUIT" -> alone(rest, new Command.Quit());
            case "NOOP" -> new Command.Noop();
            case "VRFY" -> new Command.Vrfy();
            case "EXPN" -> new Command.Expn();
            case "HELP" -> new Command.Help();
            case "ETRN" -> new Command.Etrn();
            case "STARTTLS" -> alone(rest, new Command.StartTls());
            case "AUTH" -> auth(rest);
            case "XCLIENT" -> new Command.Xclient(attributes(rest));
            case "XFORWARD" -> new Command.Xforward(attributes(rest));
            default -> new Command.Unknown(verb);
        };
    }

    private static String text(byte[] line) {
        boolean ascii = true;
        for (byte octet : line) {
            ascii &= octet > 0;
            if ((octet >= 0 && octet < ' ') || octet == 127) {
                throw new SyntaxError("control character in a command");
            }
        }
        if (ascii) {
            return new String(line, StandardCharsets.US_ASCII);
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

    /// ASCII only: elsewhere than in words of the protocol other letters become ASCII ones (U+0131 an I).
    private static String upper(String word) {
        return word.chars().allMatch(c -> c < 128) ? word.toUpperCase(Locale.ROOT) : word;
    }

    private static Command alone(String rest, Command command) {
        if (!rest.isEmpty()) {
            throw new SyntaxError("this command takes no arguments");
        }
        return command;
    }

    private static String name(String rest) {
        if (rest.isEmpty() || rest.length() > 255 || rest.indexOf(' ') >= 0) {
            throw new SyntaxError("expected a host name or an address literal");
        }
        return rest;
    }

    private static Command mail(String rest) {
        String path = after(FROM, rest);
        var parser = new PathParser(path);
        var reversePath = parser.reversePath();
        OptionalLong size = OptionalLong.empty();
        boolean eightBit = false;
        boolean smtputf8 = false;
        Optional<String> ret = Optional.empty();
        Optional<String> envelopeId = Optional.empty();
        for (var parameter : parameters(path.substring(parser.position()))) {
            switch (parameter.keyword()) {
                case "SIZE" -> size = OptionalLong.of(number(parameter.value()));
                case "BODY" -> eightBit = eightBit(parameter.value());
                case "SMTPUTF8" -> smtputf8 = flag(parameter);
                case "RET" -> ret = Optional.of(oneOf(parameter.value(), "FULL", "HDRS"));
                case "ENVID" -> envelopeId = Optional.of(envelopeId(parameter.value()));
                case "AUTH" -> Xtext.decode(parameter.value()); // RFC 4954 §5: read, and not believed
                default -> {
                    return new Command.UnknownParameter(parameter.keyword());
                }
            }
        }
        return new Command.Mail(reversePath, size, eightBit, smtputf8, ret, envelopeId);
    }

    private static Command rcpt(String rest) {
        String path = after(TO, rest);
        var parser = new PathParser(path);
        var forwardPath = parser.forwardPath();
        Set<String> notifyOn = Set.of();
        Optional<String> originalRecipient = Optional.empty();
        for (var parameter : parameters(path.substring(parser.position()))) {
            switch (parameter.keyword()) {
                case "NOTIFY" -> notifyOn = notifyOn(parameter.value());
                case "ORCPT" -> originalRecipient = Optional.of(originalRecipient(parameter.value()));
                default -> {
                    return new Command.UnknownParameter(parameter.keyword());
                }
            }
        }
        return new Command.Rcpt(forwardPath, notifyOn, originalRecipient);
    }

    /// RFC 5321 §3.3 allows no space after the colon; many clients send one, so we allow it.
    private static String after(String word, String rest) {
        if (!rest.regionMatches(true, 0, word, 0, word.length())) {
            throw new SyntaxError("expected " + word + "<address>");
        }
        int start = word.length();
        while (start < rest.length() && rest.charAt(start) == ' ') {
            start++;
        }
        return rest.substring(start);
    }

    private record Parameter(String keyword, String value) {}

    private static List<Parameter> parameters(String text) {
        if (text.isEmpty()) {
            return List.of();
        }
        if (text.charAt(0) != ' ') {
            throw new SyntaxError("text after the address");
        }
        var parameters = new ArrayList<Parameter>(4);
        var seen = new HashSet<String>();
        for (String word : words(text)) {
            int equals = word.indexOf('=');
            String keyword = upper(equals < 0 ? word : word.substring(0, equals));
            if (!isKeyword(keyword) || !seen.add(keyword)) {
                throw new SyntaxError("a parameter that is malformed or given twice");
            }
            parameters.add(new Parameter(keyword, equals < 0 ? "" : word.substring(equals + 1)));
        }
        return parameters;
    }

    private static List<String> words(String text) {
        var words = new ArrayList<String>(4);
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || text.charAt(i) == ' ') {
                if (i > start) {
                    words.add(text.substring(start, i));
                }
                start = i + 1;
            }
        }
        return words;
    }

    /// RFC 5321 §4.1.2 esmtp-keyword.
    private static boolean isKeyword(String word) {
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            boolean letterOrDigit = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letterOrDigit && (c != '-' || i == 0)) {
                return false;
            }
        }
        return !word.isEmpty();
    }

    private static long number(String digits) {
        if (digits.isEmpty() || digits.length() > MAX_SIZE_DIGITS) {
            throw new SyntaxError("expected a number of octets");
        }
        long value = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw new SyntaxError("expected a number of octets");
            }
            value = value * 10 + digit;
        }
        return value;
    }

    /// RFC 6152 §2; BINARYMIME (RFC 3030) is not offered.
    private static boolean eightBit(String value) {
        return oneOf(value, "7BIT", "8BITMIME").equals("8BITMIME");
    }

    private static boolean flag(Parameter parameter) {
        if (!parameter.value().isEmpty()) {
            throw new SyntaxError(parameter.keyword() + " takes no value");
        }
        return true;
    }

    private static String oneOf(String value, String... choices) {
        String upper = upper(value);
        for (String choice : choices) {
            if (upper.equals(choice)) {
                return choice;
            }
        }
        throw new SyntaxError("expected one of " + String.join(", ", choices));
    }

    private static String envelopeId(String value) {
        if (value.isEmpty() || value.length() > MAX_ENVELOPE_ID) {
            throw new SyntaxError("ENVID has 1 to " + MAX_ENVELOPE_ID + " octets");
        }
        return Xtext.decode(value);
    }

    private static Set<String> notifyOn(String value) {
        var wishes = new HashSet<String>();
        int start = 0;
        for (int i = 0; i <= value.length(); i++) {
            if (i == value.length() || value.charAt(i) == ',') {
                wishes.add(oneOf(value.substring(start, i), "NEVER", "SUCCESS", "FAILURE", "DELAY"));
                start = i + 1;
            }
        }
        if (wishes.contains("NEVER") && wishes.size() > 1) {
            throw new SyntaxError("NEVER stands alone"); // RFC 3461 §4.1
        }
        return Set.copyOf(wishes);
    }

    private static String originalRecipient(String value) {
        int semicolon = value.indexOf(';');
        if (semicolon < 1 || semicolon == value.length() - 1 || value.length() > 500) { // RFC 3461 §4.2
            throw new SyntaxError("expected ORCPT=type;address");
        }
        String type = value.substring(0, semicolon);
        if (!isKeyword(upper(type))) {
            throw new SyntaxError("expected ORCPT=type;address");
        }
        return type + ";" + Xtext.decodeAddress(type, value.substring(semicolon + 1));
    }

    private static Command bdat(String rest) {
        List<String> words = words(rest);
        boolean last = words.size() == 2 && words.get(1).equalsIgnoreCase("LAST");
        if (words.isEmpty() || words.size() > 2 || (words.size() == 2 && !last)) {
            throw new SyntaxError("expected BDAT octets [LAST]");
        }
        return new Command.Bdat(number(words.getFirst()), last);
    }

    private static Command auth(String rest) {
        List<String> words = words(rest);
        if (words.isEmpty() || words.size() > 2) {
            throw new SyntaxError("expected AUTH mechanism [initial-response]");
        }
        @Nullable String initial = words.size() == 2 ? words.get(1) : null;
        return new Command.Auth(upper(words.getFirst()), Optional.ofNullable(initial));
    }

    private static Map<String, String> attributes(String rest) {
        var attributes = new LinkedHashMap<String, String>();
        for (String word : words(rest)) {
            int equals = word.indexOf('=');
            if (equals < 1) {
                throw new SyntaxError("expected name=value");
            }
            String name = upper(word.substring(0, equals));
            if (attributes.put(name, Xtext.decode(word.substring(equals + 1))) != null) {
                throw new SyntaxError("an attribute given twice");
            }
        }
        if (attributes.isEmpty()) {
            throw new SyntaxError("expected name=value");
        }
        return attributes;
    }
}
