package org.sekisho.net;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLSession;

/// One TCP connection with its buffers, TLS and deadlines (invariant I7: every peer has a deadline, every buffer
/// has
/// a bound).
/// Used by one (virtual) thread. An [IOException] from any method means that this peer is gone.
public final class Connection implements Closeable {
    /// A line longer than was allowed was read to its end and thrown away.
    public static final class LineTooLong extends IOException {
        public LineTooLong(int limit) {
            super("line longer than " + limit + " octets");
        }
    }

    private final Socket socket;

    public Connection(Socket socket) {
        this.socket = socket;
    }

    /// Reads up to CRLF and returns the line without it. A bare LF or CR does not end a line: it stays in the
    /// octets
    /// returned (I6).
    /// @param limit octets, CRLF included
    /// @throws java.io.EOFException the peer closed
    /// @throws java.net.SocketTimeoutException the deadline passed
    public byte[] readLine(int limit) throws IOException {
        throw new IOException("not connected");
    }

    /// Reads 1 to `length` octets as they come; -1 at the end.
    public int read(byte[] into, int offset, int length) throws IOException {
        throw new IOException("not connected");
    }

    /// Octets that were received but not read yet (in our buffer; plain text only means what arrived before now).
    public int buffered() {
        return 0;
    }

    /// True when the peer has sent something that was not read yet, asking the socket too; waits for it at most
    /// so
    /// long.
    public boolean readable(Duration wait) throws IOException {
        return false;
    }

    /// Puts octets into the output buffer, sending when it is full.
    public void write(byte[] octets, int offset, int length) throws IOException {
        throw new IOException("not connected");
    }

    public void write(byte[] octets) throws IOException {
        write(octets, 0, octets.length);
    }

    public void flush() throws IOException {}

    /// How long one read or one flush may take from now on.
    public void timeout(Duration perOperation) throws IOException {
        socket.setSoTimeout(Math.toIntExact(perOperation.toMillis()));
    }

    /// When the connection is cut, whatever it does then.
    public void deadline(Duration fromNow) {}

    /// Throws away what was received in plain text (RFC 3207 §4.2, the STARTTLS injection), then shakes hands as
    /// the
    /// server.
    /// @return how many octets were thrown away; more than 0 was an attack: close
    public int startTlsAsServer(TlsIdentity identity) throws IOException {
        throw new IOException("not connected");
    }

    /// Shakes hands as the client.
    /// @param host for SNI, and for the certificate check when `verify`
    public void startTlsAsClient(String host, boolean verify) throws IOException {
        throw new IOException("not connected");
    }

    public Optional<SSLSession> tls() {
        return Optional.empty();
    }

    /// The peer's address; what a listed proxy said, once one has spoken.
    public InetSocketAddress peer() {
        return (InetSocketAddress) socket.getRemoteSocketAddress();
    }

    public InetAddress peerAddress() {
        return peer().getAddress();
    }

    public InetSocketAddress local() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    /// Closes without waiting for the peer; from any thread, idempotent.
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException _) {
            // it is closed for us, which is all that was asked
        }
    }
}
