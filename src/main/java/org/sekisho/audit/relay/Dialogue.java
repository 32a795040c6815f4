package org.sekisho.audit.relay;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.sekisho.net.Deadlines;
import org.sekisho.smtp.Reply;

/// Holds one probe's dialogue with the server. The verdict is what the session alone shows: [Verdict#ACCEPTED]
/// may still turn out to be one of several others. Used by one thread.
final class Dialogue {
    private static final int AUTH_REQUIRED = 530; // RFC 4954 §6, RFC 3207 §4
    private static final int CLOSING = 221;
    private static final int UNAVAILABLE = 421;

    private final Target target;
    private final Approach approach;
    private final Probe probe;
    private final Token token;
    private final Duration timeout;
    private final Deadlines deadlines;
    private final String date;
    private Reply last = Reply.of(220, "", "");
    private boolean outsideTaken;
    private boolean greeted;
    private boolean sent; // a message: who hangs up then may have taken it
    private Optional<Reply> refusal = Optional.empty();

    /// @param date for the messages
    Dialogue(
            Target target,
            Approach approach,
            Probe probe,
            Token token,
            String date,
            Duration timeout,
            Deadlines deadlines) {
        this.target = target;
        this.approach = approach;
        this.probe = probe;
        this.token = token;
        this.date = date;
        this.timeout = timeout;
        this.deadlines = deadlines;
    }

    Result hold() {
        try (Line line = new Line(target, approach, timeout, deadlines)) {
            last = line.reply();
            if (!last.isPositive()) {
                return result(Verdict.COULD_NOT_TELL, "greeted with " + last);
            }
            greeted = true;
            if (target.tls() == TlsUse.STARTTLS && !probe.startsTls() && !startTls(line)) {
                return result(Verdict.COULD_NOT_TELL, "no STARTTLS: " + last);
            }
            String first = probe.dialogue().getFirst();
            if (!first.startsWith("HELO ") && !first.startsWith("EHLO ")) {
                greet(line);
            }
            if (first.startsWith(Probe.SMUGGLE)) {
                return smuggle(line, unescaped(first.substring(Probe.SMUGGLE.length())));
            }
            if (first.equals(Probe.INJECT)) {
                return inject(line);
            }
            return steps(line);
        } catch (EOFException e) {
            String when = "the server hung up " + (greeted ? "after: " + last : "without a greeting");
            return greeted && !sent ? refused(last, when) : result(Verdict.COULD_NOT_TELL, when);
        } catch (IOException e) {
            return result(Verdict.COULD_NOT_TELL, String.valueOf(e.getMessage()));
        }
    }

    private void greet(Line line) throws IOException {
        last = line.ask("EHLO " + target.us());
        if (!last.isPositive()) {
            last = line.ask("HELO " + target.us());
        }
        if (!last.isPositive()) {
            last = line.ask("LHLO " + target.us()); // RFC 2033: LMTP
        }
    }

    private boolean startTls(Line line) throws IOException {
        greet(line);
        last = line.ask("STARTTLS");
        if (last.isPositive()) {
            line.startTls(target);
        }
        return last.isPositive();
    }

    /// A server that puts off has not decided, unless it says that it does so because of relaying, as Postfix may
    /// (`defer_unauth_destination`).
    private Result refused(Reply reply, String because) {
        boolean putOff = reply.code() / 100 == 4
                && !reply.toString().toLowerCase(Locale.ROOT).contains("relay");
        return putOff
                ? result(Verdict.COULD_NOT_TELL, "put off, try again later: " + because)
                : result(Verdict.REFUSED, because);
    }

    private Result refused(Reply reply) {
        return refused(reply, reply.toString());
    }

    /// Goes on with the next command whatever the answer was, as spammers' software does.
    private Result steps(Line line) throws IOException {
        for (String step : probe.dialogue()) {
            String command = target.fill(step, token);
            last = line.ask(command);
            if (step.equals("STARTTLS")) {
                if (!last.isPositive()) {
                    return result(Verdict.NOT_OFFERED, last.toString());
                }
                line.startTls(target);
            } else if (step.startsWith("VRFY") || step.startsWith("EXPN")) {
                boolean tells = last.code() == 250 || last.code() == 251;
                return tells ? result(Verdict.TELLS, last.toString()) : refused(last);
            } else {
                note(step, last);
            }
        }
        if (!probe.namesOutside() && last.isPositive()) {
            Result taken = message(line); // for the local user: that is as it should be, unless more comes out
            return taken.verdict() == Verdict.ACCEPTED ? result(Verdict.NOT_FORWARDED, taken.evidence()) : taken;
        }
        return outsideTaken ? message(line) : refused(refusal.orElse(last));
    }

    private void note(String step, Reply reply) {
        String verb = step.substring(0, Math.min(4, step.length())).toUpperCase(Locale.ROOT);
        if (verb.equals("MAIL")) {
            outsideTaken = false;
            refusal = reply.isPositive() ? Optional.empty() : Optional.of(reply);
        } else if (verb.equals("RSET")) {
            outsideTaken = false;
        } else if (Probe.namesOutside(step)) {
            outsideTaken |= reply.isPositive();
            refusal = refusal.or(() -> Optional.of(reply));
        }
    }

    private Result message(Line line) throws IOException {
        if (!approach.sends()) {
            return result(Verdict.ACCEPTED, "the recipient was taken: " + last);
        }
        last = line.ask("DATA");
        if (!last.isIntermediate()) {
            return refused(last);
        }
        sent = true;
        last = line.raw(text("relay check") + ".\r\n").reply();
        Reply said = last;
        if (!said.isPositive()) {
            return refused(said);
        }
        leave(line);
        return result(Verdict.ACCEPTED, said.toString());
    }

    private static void leave(Line line) {
        try {
            line.ask("QUIT");
        } catch (IOException _) {
            // whatever it says, the message is taken
        }
    }

    /// The mark stands where the message itself can be told from whatever quotes it (a field that nobody else
    /// writes), where most notifications quote it, and in the body.
    private String text(String subject) {
        String trace = "Received: from self-audit\r\n".repeat(approach.hops());
        return trace
                + String.join(
                        "\r\n",
                        "From: <relay-check@" + target.us() + ">",
                        "To: <" + token.victim() + "@" + target.outside() + ">",
                        "Date: " + date,
                        "Subject: " + subject + " (" + probe.id() + ") " + token.mark(),
                        "Message-ID: <" + token.mark() + "@" + target.us() + ">",
                        Arrival.FIELD + ": " + token.mark(),
                        "",
                        "A check whether this mail server sends mail on for strangers.",
                        target.where() + ", " + probe.id() + ": " + probe.tries(),
                        token.mark(),
                        "");
    }

    /// A message to the local user, with what looks like commands inside. Nothing but the answer to the message
    /// may come.
    private Result smuggle(Line line, String end) throws IOException {
        String user = "<" + target.user() + "@" + target.domain() + ">";
        last = line.ask("MAIL FROM:<relay-check@" + target.us() + ">");
        last = last.isPositive() ? line.ask("RCPT TO:" + user) : last;
        last = last.isPositive() ? line.ask("DATA") : last;
        if (last.code() == AUTH_REQUIRED) {
            return result(Verdict.NOT_OFFERED, "no mail from strangers: " + last);
        }
        if (!last.isIntermediate()) {
            return result(Verdict.COULD_NOT_TELL, "mail for " + user + " is not taken: " + last);
        }
        String hidden = "MAIL FROM:" + user + "\r\nRCPT TO:" + user + "\r\nDATA\r\n" + text("smuggled") + ".\r\n";
        last = line.raw(text("relay check") + "x" + end + hidden).reply();
        Reply said = last;
        Optional<Reply> another = answerBeforeGoodbye(line);
        if (another.isPresent() && !another.get().isPermanent()) {
            return result(Verdict.SMUGGLES, said + ", and then " + another.get());
        }
        return said.isPositive() ? result(Verdict.NOT_FORWARDED, said.toString()) : refused(said);
    }

    /// Nothing should be left to be answered but QUIT, whose answer is no other command's (RFC 5321 §4.2.3).
    private static Optional<Reply> answerBeforeGoodbye(Line line) throws IOException {
        try {
            Reply answer = line.ask("QUIT");
            return answer.code() == CLOSING || answer.code() == UNAVAILABLE ? Optional.empty() : Optional.of(answer);
        } catch (EOFException _) {
            return Optional.empty();
        }
    }

    private Result inject(Line line) throws IOException {
        last = line.raw("STARTTLS\r\nNOOP\r\n").reply();
        if (!last.isPositive()) {
            boolean unknown = last.code() == 500 || last.code() == 502 || last.code() == 454;
            return result(unknown ? Verdict.NOT_OFFERED : Verdict.REFUSED, last.toString());
        }
        try {
            line.startTls(target);
        } catch (IOException e) {
            return result(Verdict.REFUSED, "no TLS after it: " + e.getMessage());
        }
        return answerBeforeGoodbye(line)
                .map(reply -> result(Verdict.INJECTS, "answered under TLS: " + reply))
                .orElseGet(() -> result(Verdict.REFUSED, "not answered"));
    }

    private static String unescaped(String text) {
        return text.replace("\\r", "\r").replace("\\n", "\n").replace("\\0", "\0");
    }

    private Result result(Verdict verdict, String because) {
        return new Result(probe, verdict, because);
    }
}
