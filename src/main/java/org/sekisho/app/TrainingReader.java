package org.sekisho.app;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import org.sekisho.net.ClientTls;

/// The part of the [Training] that reads mail: what mail programs ask for at their first connection.
final class TrainingReader implements AutoCloseable {
    private static final int ROUNDS = 8;
    private static final List<String> COMMANDS = List.of(
            "NOOP",
            "LIST \"\" * RETURN (SPECIAL-USE STATUS (MESSAGES UNSEEN))",
            "SELECT INBOX",
            "FETCH 1:* (UID FLAGS)",
            "UID FETCH 1:3000 (UID FLAGS ENVELOPE RFC822.SIZE INTERNALDATE)",
            "UID FETCH 1:200 (BODYSTRUCTURE BODY.PEEK[HEADER.FIELDS (From To Cc Subject Date Message-ID)])",
            "UID FETCH 1:100 (BODY.PEEK[] PREVIEW)",
            "UID FETCH 1:1500 (BODY.PEEK[])", // megabytes through TLS
            "FETCH 1:* (FLAGS)",
            "FETCH 1:* (FLAGS)",
            "UID SEARCH UNSEEN",
            "SEARCH SUBJECT training",
            "SEARCH TEXT nowhere",
            "SORT (SUBJECT REVERSE DATE) UTF-8 ALL",
            "THREAD REFERENCES UTF-8 ALL",
            "UID STORE 1:20 +FLAGS.SILENT (\\Seen)",
            "UID STORE 1:20 -FLAGS.SILENT (\\Seen)",
            "UID COPY 1:20 Archive",
            "STATUS Archive (MESSAGES UIDNEXT UNSEEN)",
            "UNSELECT");

    private final Socket socket;
    private final InputStream in;
    private int commands;

    private TrainingReader(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        line();
    }

    /// @param imaps of the server that is trained
    static void read(InetSocketAddress imaps, String user, String password)
            throws IOException, GeneralSecurityException {
        for (int round = 0; round < ROUNDS; round++) {
            try (var reader = new TrainingReader(
                    ClientTls.anyCertificate().getSocketFactory().createSocket(imaps.getAddress(), imaps.getPort()))) {
                reader.say("LOGIN " + user + " " + password);
                reader.append(50);
                for (String command : COMMANDS) {
                    reader.say(command);
                }
                reader.idle();
                reader.say("LOGOUT");
            }
        }
    }

    private void append(int messages) throws IOException {
        byte[] message = Training.MESSAGE.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < messages; i++) {
            write("a" + ++commands + " APPEND Drafts (\\Draft) {" + message.length + "+}\r\n" + Training.MESSAGE
                    + "\r\n");
            finish("a" + commands);
        }
    }

    private void idle() throws IOException {
        say("SELECT Drafts");
        write("a" + ++commands + " IDLE\r\n");
        line();
        write("DONE\r\n");
        finish("a" + commands);
    }

    private void say(String command) throws IOException {
        write("a" + ++commands + " " + command + "\r\n");
        finish("a" + commands);
    }

    private void write(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private void finish(String tag) throws IOException {
        String line = line();
        while (!line.startsWith(tag + " ")) {
            line = line();
        }
        if (!line.startsWith(tag + " OK")) {
            throw new IOException("the training was refused: " + line);
        }
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new IOException("the training was cut off");
            }
            line.append((char) octet);
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
