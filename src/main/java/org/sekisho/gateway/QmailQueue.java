package org.sekisho.gateway;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.sekisho.address.Mailbox;
import org.sekisho.address.ReversePath;

/// Hands messages to a qmail-queue program: the message on descriptor 0, the envelope on descriptor 1, the answer
/// by the exit code (qmail-queue(8)). Both are whole files before the program begins, so that it never takes half
/// of one. Safe from any thread.
public final class QmailQueue {
    private static final int AT_ONCE = 10; // programs
    private static final Duration PLACE = Duration.ofMinutes(2);
    private static final int MOST_WORDS = 300; // characters of what it says about a failure
    /// A program's descriptor 1 is made an input by the shell: Java can only give it an output.
    private static final String COMMAND = "exec \"$0\" 0<\"$1\" 1<\"$2\"";

    private static final int TOO_LONG = 11;
    private static final int LAST_PERMANENT = 40;
    private static final int CANNOT_EXECUTE = 126; // sh(1)
    private static final int NOT_FOUND = 127;

    public sealed interface Result {
        record Taken() implements Result {}

        record Refused(String enhancedCode, String text) implements Result {}

        record Later(String text) implements Result {}
    }

    /// The text of a message, CRLF at every line end.
    public interface Body {
        InputStream open() throws IOException;
    }

    private final Path folder;
    private final Duration timeout;
    private final Semaphore places = new Semaphore(AT_ONCE);

    /// @param folder private to this, for files that live as long as one hand-over; made when it is not there
    /// @param timeout for one program; then it is killed
    public QmailQueue(Path folder, Duration timeout) {
        this.folder = folder;
        this.timeout = timeout;
    }

    /// @throws RuntimeException what the body's stream throws: our fault
    public Result hand(Path program, ReversePath sender, List<Mailbox> recipients, Body body) {
        try {
            if (!places.tryAcquire(PLACE.toMillis(), TimeUnit.MILLISECONDS)) {
                return new Result.Later("too many " + program + " are running");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Result.Later("the server is stopping");
        }
        try {
            return handInTurn(program, sender, recipients, body);
        } catch (IOException e) {
            return new Result.Later("cannot hand over to " + program + ": " + e);
        } finally {
            places.release();
        }
    }

    private Result handInTurn(Path program, ReversePath sender, List<Mailbox> recipients, Body body)
            throws IOException {
        if (!Files.isExecutable(program)) {
            return new Result.Later(program + " is not there, or this user may not run it");
        }
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path work = Files.createTempDirectory(folder, "m"); // 0700
        try {
            Path message = work.resolve("message");
            Path envelope = work.resolve("envelope");
            write(message, body);
            Files.write(envelope, envelope(sender, recipients));
            return run(program, work, message, envelope);
        } finally {
            deleteQuietly(work);
        }
    }

    /// What was taken is taken, whether or not the files go away now; a start clears the folder.
    private static void deleteQuietly(Path work) {
        try {
            delete(work);
        } catch (IOException _) {
            // left for the next start
        }
    }

    /// Lines end with LF alone there; what we keep has CRLF only (invariant I6).
    private static void write(Path file, Body body) throws IOException {
        try (InputStream in = new BufferedInputStream(body.open());
                OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            boolean heldBack = false;
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                if (heldBack && octet != '\n') {
                    out.write('\r');
                }
                heldBack = octet == '\r';
                if (!heldBack) {
                    out.write(octet);
                }
            }
            if (heldBack) {
                out.write('\r');
            }
        }
    }

    /// `F` sender NUL, `T` recipient NUL for each, NUL; addresses without quotes.
    static byte[] envelope(ReversePath sender, List<Mailbox> recipients) {
        var text = new StringBuilder("F");
        if (sender instanceof ReversePath.From(var mailbox)) {
            text.append(bare(mailbox));
        }
        text.append('\0');
        recipients.forEach(recipient -> text.append('T').append(bare(recipient)).append('\0'));
        return text.append('\0').toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String bare(Mailbox mailbox) {
        return mailbox.localPart().value() + "@" + mailbox.host();
    }

    private Result run(Path program, Path work, Path message, Path envelope) throws IOException {
        Path words = work.resolve("words");
        var builder = new ProcessBuilder(
                        "/bin/sh", "-c", COMMAND, program.toString(), message.toString(), envelope.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(words.toFile());
        // nothing of ours: neither RELAYCLIENT nor QMAILQUEUE nor anything else changes what it does
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/bin:/bin");
        Process process = builder.start();
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                return new Result.Later(program + " took longer than " + timeout.toSeconds() + " s");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Result.Later("the server is stopping");
        } finally {
            process.destroyForcibly();
        }
        return result(program, process.exitValue(), words(words));
    }

    private static Result result(Path program, int code, String words) {
        String said = program + " exited with " + code + (words.isEmpty() ? "" : ": " + words);
        if (code == 0) {
            return new Result.Taken();
        }
        if (code == CANNOT_EXECUTE || code == NOT_FOUND) {
            return new Result.Later(program + " cannot be run" + (words.isEmpty() ? "" : ": " + words));
        }
        return code >= TOO_LONG && code <= LAST_PERMANENT
                ? new Result.Refused(code == TOO_LONG ? "5.1.3" : "5.3.0", said)
                : new Result.Later(said);
    }

    private static String words(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            String text = new String(in.readNBytes(MOST_WORDS), StandardCharsets.UTF_8);
            return text.replaceAll("\\p{Cntrl}+", " ").strip();
        }
    }

    private static void delete(Path work) throws IOException {
        try (Stream<Path> files = Files.list(work)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(work);
    }

    /// Removes what a crash has left behind; nothing may be under way.
    public void clear() throws IOException {
        if (Files.isDirectory(folder)) {
            try (Stream<Path> left = Files.list(folder)) {
                for (Path work : left.toList()) {
                    delete(work);
                }
            }
        }
    }
}
