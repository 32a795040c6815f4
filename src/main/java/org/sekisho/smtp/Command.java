package org.sekisho.smtp;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.sekisho.address.ForwardPath;
import org.sekisho.address.ReversePath;

/// One command line, read by [CommandParser]. RFC 5321 §4.1.1 and its extensions.
public sealed interface Command {
    /// @param name what the client calls itself, as it wrote it
    record Helo(String name) implements Command {}

    record Ehlo(String name) implements Command {}

    /// RFC 2033 §4.1.
    record Lhlo(String name) implements Command {}

    /// @param size in octets, as declared; RFC 1870
    /// @param eightBit BODY=8BITMIME; RFC 6152
    /// @param smtputf8 RFC 6531 §3.4
    /// @param ret `FULL` or `HDRS`; RFC 3461 §4.3
    /// @param envelopeId xtext decoded; RFC 3461 §4.4
    record Mail(
            ReversePath reversePath,
            OptionalLong size,
            boolean eightBit,
            boolean smtputf8,
            Optional<String> ret,
            Optional<String> envelopeId)
            implements Command {}

    /// @param notifyOn `NEVER`, or some of `SUCCESS`, `FAILURE`, `DELAY`; empty when not given; RFC 3461 §4.1
    /// @param originalRecipient `type;address`, xtext decoded; RFC 3461 §4.2
    record Rcpt(ForwardPath forwardPath, Set<String> notifyOn, Optional<String> originalRecipient) implements Command {}

    record Data() implements Command {}

    /// RFC 3030 §2.
    record Bdat(long octets, boolean last) implements Command {}

    record Rset() implements Command {}

    record Noop() implements Command {}

    record Quit() implements Command {}

    record Vrfy() implements Command {}

    record Expn() implements Command {}

    record Help() implements Command {}

    /// RFC 1985.
    record Etrn() implements Command {}

    /// RFC 3207.
    record StartTls() implements Command {}

    /// @param mechanism upper case
    /// @param initialResponse base64, or `=` for one of no octets; RFC 4954 §4
    record Auth(String mechanism, Optional<String> initialResponse) implements Command {}

    /// www.postfix.org/XCLIENT_README.html
    /// @param attributes names in upper case, values xtext decoded
    record Xclient(Map<String, String> attributes) implements Command {}

    /// www.postfix.org/XFORWARD_README.html
    record Xforward(Map<String, String> attributes) implements Command {}

    /// MAIL or RCPT with a parameter that is not known: 555, RFC 5321 §4.1.1.11.
    record UnknownParameter(String keyword) implements Command {}

    /// @param verb upper case
    record Unknown(String verb) implements Command {}
}
