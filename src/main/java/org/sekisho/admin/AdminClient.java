package org.sekisho.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Asks a running server. Loads little: a command lives for a moment. Safe from any thread.
public final class AdminClient {
    /// Hears the rows of an answer as they come.
    public interface Listener {
        void row(JsonNode fields) throws IOException;
    }

    /// Sends what follows a request.
    public interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    /// Nobody listens on the socket, or it may not be opened.
    public static final class NotRunning extends IOException {
        NotRunning(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    private final Path socket;
    private final ObjectMapper json = new ObjectMapper();

    public AdminClient(Path socket) {
        this.socket = socket;
    }

    /// @param body sent along, to its end
    /// @return the last word
    /// @throws AdminException the server's no
    /// @throws NotRunning nothing was asked
    /// @throws IOException the answer was cut off: it may have been done or not
    public JsonNode ask(String command, Map<String, ?> arguments, Optional<InputStream> body, Listener rows)
            throws AdminException, IOException {
        return askWith(command, arguments, body.map(in -> in::transferTo), rows);
    }

    /// The same, with a body that is written piece by piece. What it throws is thrown again, unless the server has
    /// said no before.
    public JsonNode askWith(String command, Map<String, ?> arguments, Optional<Body> body, Listener rows)
            throws AdminException, IOException {
        try (SocketChannel channel = connect()) {
            byte[] request = json.writeValueAsBytes(Map.of(
                    "version",
                    AdminServer.VERSION,
                    "command",
                    command,
                    "arguments",
                    arguments,
                    "body",
                    body.isPresent()));
            if (request.length >= AdminServer.MAX_REQUEST) {
                throw new AdminException(AdminException.Kind.USAGE, "too many arguments");
            }
            try {
                var out = new BufferedOutputStream(Channels.newOutputStream(channel));
                out.write(request);
                out.write('\n');
                out.flush();
                if (body.isPresent()) {
                    OutputStream pieces = Frames.output(out);
                    body.get().writeTo(pieces);
                    pieces.close();
                }
            } catch (IOException e) {
                channel.shutdownOutput(); // so that it does not wait for the rest
                return answerTo(channel, rows, Optional.of(e)); // it may have said no before it heard all
            }
            return answerTo(channel, rows, Optional.empty());
        }
    }

    private SocketChannel connect() throws NotRunning {
        try {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.connect(UnixDomainSocketAddress.of(socket));
                return channel;
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new NotRunning(e);
        }
    }

    private JsonNode answerTo(SocketChannel channel, Listener rows, Optional<IOException> failed)
            throws AdminException, IOException {
        var in = new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
        for (String text = in.readLine(); text != null; text = in.readLine()) {
            JsonNode line = json.readTree(text);
            if (line.has("row")) {
                rows.row(line.get("row"));
            } else if (line.has("done")) {
                return line.get("done");
            } else {
                JsonNode error = line.path("error");
                throw new AdminException(
                        kind(error.path("kind").asText()), error.path("text").asText());
            }
        }
        if (failed.isPresent()) {
            throw failed.get();
        }
        throw new EOFException("the server ended before it had answered");
    }

    private static AdminException.Kind kind(String name) {
        for (AdminException.Kind kind : AdminException.Kind.values()) {
            if (kind.name().equals(name)) {
                return kind;
            }
        }
        return AdminException.Kind.INTERNAL;
    }
}
