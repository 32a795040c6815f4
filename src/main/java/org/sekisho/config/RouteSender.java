package org.sekisho.config;

import java.text.Normalizer;
import java.util.Locale;
import org.sekisho.address.Domain;
import org.sekisho.address.LocalPart;
import org.sekisho.address.Mailbox;
import org.sekisho.address.ReversePath;
import org.sekisho.address.SyntaxError;

/// Whose mail a route is for, by the sender of the envelope (RFC 5321 §4.1.1.2). It says which way mail goes that
/// the gate has let through, never whether it may go: anybody can write any sender.
public sealed interface RouteSender {
    boolean matches(ReversePath sender);

    /// The route that matches with the highest number is taken.
    int precision();

    /// As in the settings.
    String written();

    /// `user@example.com`: this address, in upper or lower case.
    /// @param mailbox its local part folded, so that two ways of writing it are equal
    record Address(Mailbox mailbox) implements RouteSender {
        public Address {
            mailbox = folded(mailbox);
        }

        private static Mailbox folded(Mailbox mailbox) {
            String local = Normalizer.normalize(mailbox.localPart().value(), Normalizer.Form.NFC);
            return new Mailbox(new LocalPart(local.toLowerCase(Locale.ROOT)), mailbox.host());
        }

        @Override
        public boolean matches(ReversePath sender) {
            return sender instanceof ReversePath.From(var from)
                    && from.host().equals(mailbox.host())
                    && folded(from).equals(mailbox);
        }

        @Override
        public int precision() {
            return Integer.MAX_VALUE;
        }

        @Override
        public String written() {
            return mailbox.toString();
        }
    }

    /// `@example.com`: every address of this domain.
    record Exact(Domain domain) implements RouteSender {
        @Override
        public boolean matches(ReversePath sender) {
            return sender instanceof ReversePath.From(var from) && from.host().equals(domain);
        }

        @Override
        public int precision() {
            return Integer.MAX_VALUE - 1;
        }

        @Override
        public String written() {
            return "@" + domain.name();
        }
    }

    /// `.example.com`: every address of this domain and of all below it.
    record Within(Domain domain) implements RouteSender {
        @Override
        public boolean matches(ReversePath sender) {
            return sender instanceof ReversePath.From(var from)
                    && from.host() instanceof Domain other
                    && other.isWithin(domain);
        }

        @Override
        public int precision() {
            return domain.name().length();
        }

        @Override
        public String written() {
            return "." + domain.name();
        }
    }

    /// `*`: everybody who has an address.
    record All() implements RouteSender {
        @Override
        public boolean matches(ReversePath sender) {
            return sender instanceof ReversePath.From;
        }

        @Override
        public int precision() {
            return 0;
        }

        @Override
        public String written() {
            return "*";
        }
    }

    /// `<>`: notifications, which no other one of these is for.
    record Nobody() implements RouteSender {
        @Override
        public boolean matches(ReversePath sender) {
            return sender instanceof ReversePath.Null;
        }

        @Override
        public int precision() {
            return 0;
        }

        @Override
        public String written() {
            return "<>";
        }
    }

    /// @throws SyntaxError none of the five
    static RouteSender of(String text) {
        return switch (text) {
            case "*" -> new All();
            case "<>" -> new Nobody();
            default -> {
                if (text.startsWith(".")) {
                    yield new Within(Domain.of(text.substring(1)));
                }
                yield text.startsWith("@") ? new Exact(Domain.of(text.substring(1))) : new Address(Mailbox.of(text));
            }
        };
    }
}
