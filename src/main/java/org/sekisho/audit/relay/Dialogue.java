package org.sekisho.audit.relay;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.sekisho.net.Deadlines;
import org.sekisho.smtp.Reply;

/// Holds one probe's dialogue with the server. The verdict is what the session alone shows: [Verdict#ACCEPTED]
/// may still turn out to be one of several others. Used by one thread.
final class Dialogue {
    private static final Duration MOMENT = Duration.ofSeconds(1);
    private static final int AUTH_REQUIRED = 530; // RFC 4954 §6, RFC 3207 §4

    private final Target target;
    private final Approach approach;
    private final Probe probe;
    private final Token token;
    private final Duration timeout;
    private final Deadlines deadlines;
    private Reply last = Reply.of(220, "", "");
    private boolean outsideTaken;
    private String evidence = "";

    Dialogue(Target target, Approach approach, Probe probe, Token token, Duration timeout, Deadlines deadlines) {
        this.target = target;
        this.approach = approach;
        this.probe = probe;
        this.token = token;
        this.timeout = timeout;
        this.deadlines = deadlines;
    }

    Result hold() {
        try (Line line = new Line(target, approach, timeout, deadlines)) {
            last = line.reply();
            if (!last.isPositive()) {
                return result(Verdict.COULD_NOT_TELL, "greeted with " + last);
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
            return result(Verdict.REFUSED, "the server hung up after: " + last);
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
                return result(tells ? Verdict.TELLS : Verdict.REFUSED, last.toString());
            } else {
                note(step, last);
            }
        }
        if (probe.dialogue().stream().noneMatch(Dialogue::namesOutside) && last.isPositive()) {
            Result taken = message(line); // for the local user: that is as it should be, unless more comes out
            return taken.verdict() == Verdict.ACCEPTED ? result(Verdict.NOT_FORWARDED, taken.evidence()) : taken;
        }
        return outsideTaken ? message(line) : result(Verdict.REFUSED, evidence.isEmpty() ? last.toString() : evidence);
    }

    private void note(String step, Reply reply) {
        if (step.startsWith("MAIL")) {
            outsideTaken = false;
            evidence = reply.isPositive() ? "" : reply.toString();
        } else if (step.equals("RSET")) {
            outsideTaken = false;
        } else if (namesOutside(step)) {
            outsideTaken |= reply.isPositive();
            evidence = evidence.isEmpty() ? reply.toString() : evidence;
        }
    }

    /// Whether the path of this RCPT is for the outside; what a parameter says does not count.
    private static boolean namesOutside(String step) {
        int end = step.lastIndexOf('>');
        String path = end < 0 ? step : step.substring(0, end);
        return step.startsWith("RCPT") && (path.contains("victim}") || path.contains("VICTIM}"));
    }

    private Result message(Line line) throws IOException {
        if (!approach.sends()) {
            return result(Verdict.ACCEPTED, "the recipient was taken: " + last);
        }
        last = line.ask("DATA");
        if (!last.isIntermediate()) {
            return result(Verdict.REFUSED, last.toString());
        }
        last = line.raw(text("relay check") + ".\r\n").reply();
        String said = last.toString();
        if (!last.isPositive()) {
            return result(Verdict.REFUSED, said);
        }
        leave(line);
        return result(Verdict.ACCEPTED, said);
    }

    private static void leave(Line line) {
        try {
            line.ask("QUIT");
        } catch (IOException _) {
            // whatever it says, the message is taken
        }
    }

    private String text(String subject) {
        return "Received: from self-audit\r\n".repeat(approach.hops()) + "From: <relay-check@" + target.us()
                + ">\r\nTo: <" + token.victim() + "@" + target.outside()
                + ">\r\nSubject: " + subject + " (" + probe.id() + ")\r\nMessage-ID: <" + token.victim() + "@"
                + target.us() + ">\r\n\r\nA check whether this mail server sends mail on for strangers.\r\n";
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
        String said = last.toString();
        Optional<Reply> another = line.replyWithin(MOMENT);
        boolean executed = another.isPresent()
                && !another.get().isPermanent()
                && another.get().code() != 421;
        if (executed) {
            return result(Verdict.SMUGGLES, said + ", and then " + another.get());
        }
        return result(last.isPositive() ? Verdict.NOT_FORWARDED : Verdict.REFUSED, said);
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
        Optional<Reply> answer = line.replyWithin(MOMENT);
        return answer.map(reply -> result(Verdict.INJECTS, "answered under TLS: " + reply))
                .orElseGet(() -> result(Verdict.REFUSED, "not answered"));
    }

    private static String unescaped(String text) {
        return text.replace("\\r", "\r").replace("\\n", "\n").replace("\\0", "\0");
    }

    private Result result(Verdict verdict, String because) {
        return new Result(probe, verdict, because);
    }
}
