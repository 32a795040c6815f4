package org.sekisho.config;

import org.sekisho.address.Domain;
import org.sekisho.address.SyntaxError;

/// Which mail a route is for.
public sealed interface RouteDomain {
    boolean matches(Domain domain);

    /// The route that matches with the highest number is taken.
    int precision();

    /// As in the settings.
    String written();

    /// `example.net`: this domain.
    record Exact(Domain domain) implements RouteDomain {
        @Override
        public boolean matches(Domain other) {
            return domain.equals(other);
        }

        @Override
        public int precision() {
            return Integer.MAX_VALUE;
        }

        @Override
        public String written() {
            return domain.name();
        }
    }

    /// `.example.net`: this domain and all below it.
    record Within(Domain domain) implements RouteDomain {
        @Override
        public boolean matches(Domain other) {
            return other.isWithin(domain);
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

    /// `*`: all mail that is not ours.
    record All() implements RouteDomain {
        @Override
        public boolean matches(Domain other) {
            return true;
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

    /// @throws SyntaxError none of the three
    static RouteDomain of(String text) {
        if (text.equals("*")) {
            return new All();
        }
        return text.startsWith(".") ? new Within(Domain.of(text.substring(1))) : new Exact(Domain.of(text));
    }
}
