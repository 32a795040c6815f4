package org.sekisho.smtp.client;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;
import org.sekisho.smtp.Extensions;
import org.sekisho.smtp.Reply;
import org.sekisho.smtp.client.Dialer.Opened;
import org.sekisho.smtp.client.Failure.Scope;

/// From the greeting to the point where MAIL may be sent: RFC 5321 §3.1, §3.2, RFC 3207, RFC 4954. Used once.
final class Handshake {
    /// The connection is of no use any more, but another one without TLS may be.
    static final class TlsFailed extends Exception {
        private final String why;

        TlsFailed(IOException cause) {
            super(cause);
            this.why = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        }

        String why() {
            return why;
        }
    }

    /// @param tryTls false when it has just failed
    record Plan(Terms terms, boolean tryTls) {}

    /// A step went wrong in a way that ends the conversation.
    private static final class Refused extends Exception {
        private final transient Failure failure;

        Refused(Failure failure) {
            super(failure.text(), null, false, false);
            this.failure = failure;
        }
    }

    private final Wire wire;
    private final String helloName;
    private final Timeouts timeouts;
    private final SecureRandom random;
    private Extensions extensions = Extensions.NONE;
    private String stage = "the greeting";

    Handshake(Wire wire, String helloName, Timeouts timeouts, SecureRandom random) {
        this.wire = wire;
        this.helloName = helloName;
        this.timeouts = timeouts;
        this.random = random;
    }

    Opened run(Plan plan) throws TlsFailed {
        try {
            boolean fromTheStart = plan.tryTls() && wire.hop().by() == Hop.By.ROUTE_WITH_TLS;
            wire.connection().timeout(timeouts.command());
            if (fromTheStart) {
                secure(plan);
            }
            greeting();
            hello();
            if (plan.tryTls() && !fromTheStart && extensions.startTls()) {
                startTls(plan);
            }
            requireTls(plan);
            login(plan);
            return new Opened.Ready(new Conversation(wire, extensions, timeouts));
        } catch (Refused e) {
            quit();
            return new Opened.NotOpened(e.failure);
        } catch (IOException e) {
            return new Opened.NotOpened(wire.lost(Scope.HOST, e, stage));
        }
    }

    /// RFC 5321 §4.1.1.10; the reply is not waited for.
    private void quit() {
        try {
            wire.write("QUIT");
            wire.connection().flush();
        } catch (IOException _) {
            // it was refused anyhow
        }
    }

    private void greeting() throws IOException, Refused {
        Reply reply = wire.read(timeouts.command());
        if (reply.isPositive()) {
            return;
        }
        Failure failure = wire.failure(Scope.HOST, reply, "the connection");
        // RFC 7504 §3: 521 means that this host never takes mail. Any other 5yz is more often a block list's word
        // about us than about the message, which is kept until it is sorted out
        throw new Refused(reply.code() == 521 ? failure : failure.softened());
    }

    private void hello() throws IOException, Refused {
        stage = wire.hop().speaksLmtp() ? "LHLO" : "EHLO"; // RFC 2033 §4.1: no HELO there
        Reply reply = wire.ask(stage + " " + helloName, timeouts.command());
        if (reply.isPermanent() && reply.code() != 521 && !wire.hop().speaksLmtp()) { // RFC 5321 §3.2: an old server
            stage = "HELO";
            reply = wire.ask("HELO " + helloName, timeouts.command());
            extensions = Extensions.NONE;
        } else if (reply.isPositive()) {
            extensions = Extensions.of(reply);
        }
        if (!reply.isPositive()) {
            throw new Refused(wire.failure(Scope.HOST, reply, stage));
        }
        if (wire.hop().by() == Hop.By.MX && firstWord(reply).equals(helloName.toLowerCase(Locale.ROOT))) {
            String text =
                    wire.hop() + " calls itself " + helloName + ", which is our own name: mail would go in a circle";
            throw new Refused(Failure.permanent(Scope.HOST, "5.4.6", text));
        }
    }

    private static String firstWord(Reply reply) {
        String line = reply.lines().getFirst().strip().toLowerCase(Locale.ROOT);
        int space = line.indexOf(' ');
        return space < 0 ? line : line.substring(0, space);
    }

    private void startTls(Plan plan) throws IOException, TlsFailed, Refused {
        stage = "STARTTLS";
        Reply reply = wire.ask("STARTTLS", timeouts.command());
        if (reply.code() == 220) {
            secure(plan);
            try {
                hello(); // RFC 3207 §4.2: what was learnt before no longer counts
            } catch (IOException e) {
                throw new TlsFailed(e);
            }
        } else if (!plan.terms().tls().mayDoWithout()) {
            throw new Refused(wire.failure(Scope.HOST, reply, "STARTTLS").softened());
        }
    }

    private void secure(Plan plan) throws TlsFailed {
        try {
            wire.connection().startTlsAsClient(wire.hop().name(), plan.terms().tls() == TlsPolicy.VERIFIED);
        } catch (IOException e) {
            throw new TlsFailed(e);
        }
    }

    private void requireTls(Plan plan) throws Refused {
        if (!plan.terms().tls().mayDoWithout() && wire.connection().tls().isEmpty()) {
            String text = wire.hop() + " does not offer TLS, which is required";
            throw new Refused(Failure.temporary(Scope.HOST, "4.7.4", text));
        }
    }

    private void login(Plan plan) throws IOException, Refused {
        if (plan.terms().login().isEmpty()) {
            return;
        }
        stage = "AUTH";
        boolean onThisMachine = plan.terms().tls() == TlsPolicy.OFF
                && wire.hop().endpoint().getAddress().isLoopbackAddress();
        boolean mayShowPassword = wire.connection().tls().isPresent() || onThisMachine;
        var login = new Login(wire, plan.terms().login().get(), timeouts.command(), random);
        Optional<Failure> failure = login.run(extensions.authMechanisms(), mayShowPassword);
        if (failure.isPresent()) {
            throw new Refused(failure.get());
        }
    }
}
