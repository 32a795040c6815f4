package org.sekisho.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import jdk.net.ExtendedSocketOptions;
import org.sekisho.accounts.DirectoryException;
import org.sekisho.admin.AdminException.Kind;
import org.sekisho.events.Log;
import org.sekisho.store.StorageException;

/// Listens on a Unix-domain socket in the data folder and does what the users of this machine may ask for. The
/// socket is open to all of them; the kernel says who asks (SO_PEERCRED): root and the server's own user may do
/// everything, others may hand in mail and ask how the server is.
///
/// One request a connection: a line of JSON, then perhaps a body ([Frames]); the answer is any number of lines
/// `{"row":…}` and one line `{"done":…}` or `{"error":…}`, without which it was cut off.
public final class AdminServer implements Closeable {
    static final int VERSION = 1;
    static final int MAX_REQUEST = 256 * 1024; // octets, line end included
    public static final String SOCKET_NAME = "admin.sock";

    private static final int MAX_CALLS = 64;
    // without a row: a caller who does not read; an import of 100,000 accounts, which says nothing meanwhile
    private static final Duration LONGEST_SILENCE = Duration.ofHours(1);
    private static final long FLUSH_NANOS = 500_000_000; // rows of a call that takes long are seen as they come
    private static final Duration PAUSE_AFTER_ERROR = Duration.ofMillis(200);
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Path socket;
    private final Map<String, Command> commands;
    private final Users users;
    private final Log log;
    private final ObjectMapper json = new ObjectMapper();
    private final Semaphore free = new Semaphore(MAX_CALLS);
    private final ServerSocketChannel server;
    private final long ownUid;

    /// Binds the socket; calls wait until [#start].
    /// @param socket removed first if it is there: the store's lock has made sure that no other server uses the
    /// folder
    public AdminServer(Path socket, AdminCommands commands, Users users, Log log) throws IOException {
        this.socket = socket;
        this.commands = commands.byName();
        this.users = users;
        this.log = log;
        Files.deleteIfExists(socket);
        this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(socket));
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
            this.ownUid = ((Number) Files.getAttribute(socket, "unix:uid")).longValue();
        } catch (IOException e) {
            server.close();
            throw new IOException("cannot listen on " + socket + ": " + e.getMessage(), e);
        }
    }

    public void start() {
        Thread.ofPlatform().daemon().name("accept admin").start(this::acceptAll);
    }

    private void acceptAll() {
        try {
            while (server.isOpen()) {
                free.acquire();
                acceptOne();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void acceptOne() throws InterruptedException {
        try {
            SocketChannel channel = server.accept();
            Thread.ofVirtual().name("admin").start(() -> serve(channel));
        } catch (IOException e) {
            free.release();
            if (server.isOpen()) {
                log.error("admin.accept-failed", e, "socket", socket);
                Thread.sleep(PAUSE_AFTER_ERROR); // most likely out of file descriptors
            }
        }
    }

    private void serve(SocketChannel channel) {
        var heard = new AtomicLong(System.nanoTime());
        Thread deadline = Thread.ofVirtual().start(() -> cutAfterSilence(channel, heard));
        try (channel) {
            var in = new BufferedInputStream(Channels.newInputStream(channel));
            var out = new Flushing(Channels.newOutputStream(channel), heard);
            answer(channel, in, out);
            out.flush();
            channel.shutdownOutput();
        } catch (IOException e) {
            log.debug("admin.gone", "why", e.toString());
        } finally {
            deadline.interrupt();
            free.release();
        }
    }

    /// Lines go out together, but none waits for long.
    private static final class Flushing extends BufferedOutputStream {
        private final AtomicLong heard;

        Flushing(OutputStream out, AtomicLong heard) {
            super(out);
            this.heard = heard;
        }

        void lineEnds() throws IOException {
            if (System.nanoTime() - heard.get() > FLUSH_NANOS) {
                flush();
                heard.set(System.nanoTime());
            }
        }
    }

    private static void cutAfterSilence(SocketChannel channel, AtomicLong heard) {
        try {
            long left = LONGEST_SILENCE.toNanos();
            while (left > 0) {
                TimeUnit.NANOSECONDS.sleep(left);
                left = LONGEST_SILENCE.toNanos() - (System.nanoTime() - heard.get());
            }
            channel.close();
        } catch (InterruptedException | IOException _) {
            // it has ended in time, or is closed already
        }
    }

    private void answer(SocketChannel channel, InputStream in, OutputStream out) throws IOException {
        String name = "?";
        try {
            Call.Peer peer = peer(channel);
            JsonNode request = request(in);
            name = request.path("command").asText();
            Map<String, Object> done = run(name, request, peer, in, out);
            write(out, Map.of("done", done));
        } catch (AdminException e) {
            error(out, e.kind(), e.text());
        } catch (DirectoryException e) {
            error(out, kind(e), String.valueOf(e.getMessage()));
        } catch (StorageException e) {
            log.error("admin.failed", e, "command", name);
            error(out, Kind.TEMPORARY, "the store cannot do it now; the server's log has the reason");
        } catch (RuntimeException e) {
            log.error("admin.failed", e, "command", name);
            error(out, Kind.INTERNAL, "a bug in the server; its log has the details");
        }
    }

    private static Kind kind(DirectoryException e) {
        return switch (e.kind()) {
            case EXISTS, IN_USE -> Kind.REFUSED;
            case MISSING -> Kind.MISSING;
            case INVALID -> Kind.USAGE;
            case BUSY -> Kind.TEMPORARY;
        };
    }

    private JsonNode request(InputStream in) throws IOException, AdminException {
        var line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0 || line.size() >= MAX_REQUEST) {
                throw new AdminException(Kind.USAGE, "not a request");
            }
            line.write(octet);
        }
        JsonNode request;
        try {
            request = json.readTree(line.toString(StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new AdminException(Kind.USAGE, "not a request: " + e.getOriginalMessage());
        }
        if (request.path("version").asInt() != VERSION) {
            throw new AdminException(
                    Kind.USAGE, "the command speaks another version than the running server: restart the server");
        }
        return request;
    }

    private Map<String, Object> run(String name, JsonNode request, Call.Peer peer, InputStream in, OutputStream out)
            throws AdminException, DirectoryException, IOException {
        Command command = commands.get(name);
        if (command == null) {
            throw new AdminException(Kind.USAGE, "unknown command: " + name);
        }
        if (!command.forEveryone() && !peer.owner()) {
            throw new AdminException(
                    Kind.NOT_PERMITTED,
                    "only root and the user the server runs as may do this; you are " + peer.user());
        }
        var arguments = new Arguments(request.path("arguments"), command.arguments());
        InputStream body = request.path("body").asBoolean() ? Frames.read(in) : InputStream.nullInputStream();
        var call = new Call(arguments, peer, body, fields -> write(out, Map.of("row", fields)));
        log.info("admin.command", "command", name, "user", peer.user());
        return command.action().run(call);
    }

    private Call.Peer peer(SocketChannel channel) throws IOException, AdminException {
        String user =
                channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
        OptionalLong uid = users.uid(user);
        if (uid.isEmpty()) {
            throw new AdminException(Kind.NOT_PERMITTED, "the user " + user + " is not in " + users.passwd());
        }
        boolean owner = uid.getAsLong() == 0 || uid.getAsLong() == ownUid;
        return new Call.Peer(user, uid.getAsLong(), owner);
    }

    private void error(OutputStream out, Kind kind, String text) throws IOException {
        write(out, Map.of("error", Fields.of("kind", kind, "text", text)));
    }

    private void write(OutputStream out, Map<String, ?> line) throws IOException {
        byte[] text;
        try {
            text = json.writeValueAsBytes(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e); // a bug of ours, not of whoever asked
        }
        out.write(text);
        out.write('\n');
        if (out instanceof Flushing flushing) {
            flushing.lineEnds();
        }
    }

    /// Takes no more calls; those under way get a moment to end.
    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(socket);
        try {
            if (free.tryAcquire(MAX_CALLS, GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                free.release(MAX_CALLS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
