package org.sekisho.net;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// One TCP connection with its buffers, TLS and deadlines (invariant I7: every peer has a deadline, every buffer
/// has a bound). Used by one (virtual) thread, except for [#cut] and [#stop]; while that waits for a command,
/// another may write ([Pushing]).
///
/// An [IOException] from any method means that this peer is gone, but for [LineTooLong], [Stopping] and
/// [SocketTimeoutException], after which a last reply may still be written.
///
/// Before it waits for the peer, it sends what was written: a session that answers pipelined commands (RFC 2920)
/// needs no flush of its own, and its replies leave together.
public final class Connection implements Closeable {
    private enum Phase {
        /// Between two commands, or nobody may interrupt.
        BUSY,
        /// Waiting for a command.
        IDLE,
        STOPPING
    }

    /// What an idle session costs; a command line fits.
    private static final int SMALL_INPUT = 1024;
    private static final int BULK_INPUT = 32 * 1024;
    private static final int SMALL_OUTPUT = 512;
    private static final int LARGE_OUTPUT = 8 * 1024;
    /// How much of an over-long line is thrown away before the peer is given up, in octets.
    private static final int LONGEST_DISCARDED_LINE = 1024 * 1024;
    private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(5); // RFC 5321 §4.5.3.2.7
    private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);
    /// After so long without a word a compressor is given back.
    private static final Duration QUIET = Duration.ofSeconds(5);

    private final Socket socket;
    private final Deadlines deadlines;
    private final InetSocketAddress remote;
    private InetSocketAddress peer;
    private @Nullable SSLSocket tls;
    private @Nullable DeflateLayer deflate;
    private InputStream in;
    private OutputStream out;

    private final byte[] smallInput = new byte[SMALL_INPUT];
    private byte[] input = smallInput;
    private int position;
    private int filled;
    private byte[] output = new byte[SMALL_OUTPUT];
    private int pending;
    private volatile @Nullable Handover handover; // who has the output meanwhile

    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.BUSY);
    private long timeoutNanos = DEFAULT_TIMEOUT.toNanos();
    // 0 for none, else System.nanoTime() when it has passed; read by the thread of Deadlines
    private volatile long readBy;
    private volatile long workBy;
    private volatile long endBy;
    private volatile boolean timedOut;

    public Connection(Socket socket, Deadlines deadlines) throws IOException {
        this.socket = socket;
        this.deadlines = deadlines;
        this.remote = (InetSocketAddress) Objects.requireNonNull(socket.getRemoteSocketAddress(), "connected");
        this.peer = remote;
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
        deadlines.add(this);
    }

    /// Connects to a server.
    /// @param from the local address to use
    public static Connection open(
            InetSocketAddress to, Optional<InetAddress> from, Duration timeout, Deadlines deadlines)
            throws IOException {
        var socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            if (from.isPresent()) {
                socket.bind(new InetSocketAddress(from.get(), 0));
            }
            socket.connect(to, Math.toIntExact(timeout.toMillis()));
            return new Connection(socket, deadlines);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /// Reads up to CRLF and returns the line without it. A bare LF or CR does not end a line: it stays in the
    /// octets returned (I6).
    /// @param limit octets, CRLF included
    /// @throws EOFException the peer closed
    /// @throws SocketTimeoutException the deadline passed
    public byte[] readLine(int limit) throws IOException {
        int scanned = 0;
        while (true) {
            int end = crlf(position + scanned);
            if (end >= 0) {
                return lineEndingAt(end, limit);
            }
            if (filled - position >= limit) {
                throw discardLine(limit);
            }
            scanned = Math.max(0, filled - position - 1);
            if (fill() < 0) {
                throw ended();
            }
        }
    }

    /// Like [#readLine], but a server that stops may interrupt the wait.
    /// @throws Stopping the server stops
    public byte[] readCommand(int limit) throws IOException {
        if (!phase.compareAndSet(Phase.BUSY, Phase.IDLE)) {
            flushOwn();
            throw new Stopping();
        }
        try {
            if (position == filled) {
                input = smallInput;
                position = 0;
                filled = 0;
            }
            releaseWhenQuiet();
            return readLine(limit);
        } catch (EOFException | SocketTimeoutException e) {
            if (phase.get() == Phase.STOPPING) {
                throw new Stopping();
            }
            throw e;
        } finally {
            phase.compareAndSet(Phase.IDLE, Phase.BUSY);
        }
    }

    /// Like [#readCommand(int)], but until the line has come `pushing` writes to the peer, on a thread of its own
    /// whenever there is something. The output belongs to that thread meanwhile, and to the caller again on return:
    /// nobody waits for a lock that is held while writing.
    public byte[] readCommand(int limit, Pushing pushing) throws IOException {
        pushed();
        var current = new Handover(this, pushing);
        handover = current;
        current.listen();
        try {
            return readCommand(limit);
        } finally {
            handover = null;
            current.end();
        }
    }

    /// Sends all. What is written next may be long in coming: there is no compressor until then.
    void pushed() throws IOException {
        flush();
        if (deflate != null) {
            deflate.output().release();
        }
    }

    /// A compressor costs a quarter of a megabyte; who says nothing for a while needs none.
    private void releaseWhenQuiet() throws IOException {
        if (deflate != null && handover == null && !readable(QUIET)) {
            deflate.output().release();
        }
    }

    public boolean isDeflated() {
        return deflate != null;
    }

    boolean holdsCompressor() {
        return deflate != null && deflate.output().isHeld();
    }

    private byte[] lineEndingAt(int end, int limit) throws LineTooLong {
        byte[] line = Arrays.copyOfRange(input, position, end);
        boolean tooLong = end + 2 - position > limit;
        position = end + 2;
        if (tooLong) {
            throw new LineTooLong(limit, line);
        }
        return line;
    }

    private int crlf(int from) {
        for (int i = from; i + 1 < filled; i++) {
            if (input[i + 1] == '\n' && input[i] == '\r') {
                return i;
            }
        }
        return -1;
    }

    private LineTooLong discardLine(int limit) throws IOException {
        int discarded = 0;
        while (discarded < LONGEST_DISCARDED_LINE) {
            int end = crlf(position);
            if (end >= 0) {
                byte[] rest = Arrays.copyOfRange(input, position, end);
                position = end + 2;
                return new LineTooLong(limit, rest);
            }
            int keep = Math.min(LineTooLong.KEPT + 1, filled - position); // a CR may be the last
            discarded += filled - keep - position;
            position = filled - keep;
            if (fill() < 0) {
                throw ended();
            }
        }
        throw new IOException("a line without an end");
    }

    /// Reads 1 to `length` octets as they come; -1 at the end.
    public int read(byte[] into, int offset, int length) throws IOException {
        if (position == filled) {
            return receive(into, offset, length);
        }
        int part = Math.min(length, filled - position);
        System.arraycopy(input, position, into, offset, part);
        position += part;
        return part;
    }

    /// The octets that come next, as a stream that ends after so many: an IMAP literal (RFC 9051 §4.3).
    public CountedInput next(long octets) {
        return new CountedInput(this, octets);
    }

    /// Waits until at least one octet is in the input buffer, so that a decoder may work there without a copy:
    /// `array`, from `position`, as many as returned; then [#skip] what was used.
    /// @throws EOFException the peer closed
    public int await() throws IOException {
        if (position == filled && fill() < 0) {
            throw ended();
        }
        return filled - position;
    }

    /// The input buffer, for use right after [#await].
    public byte[] array() {
        return input;
    }

    public int position() {
        return position;
    }

    public void skip(int octets) {
        position = Objects.checkIndex(position + octets, filled + 1);
    }

    /// More than lines is about to come: read it in larger pieces until the next [#readCommand].
    public void expectBulk() {
        if (input.length < BULK_INPUT) {
            moveInput(new byte[BULK_INPUT]);
        }
    }

    /// Octets that were received but not read yet (in our buffer; plain text only means what arrived before now).
    public int buffered() {
        return filled - position;
    }

    /// True when the peer has sent something that was not read yet (or has closed), asking the socket too; waits
    /// for it at most so long.
    public boolean readable(Duration wait) throws IOException {
        if (position < filled) {
            return true;
        }
        flushOwn();
        if (wait.isZero()) {
            return in.available() > 0 || (tls != null && socket.getInputStream().available() > 0);
        }
        socket.setSoTimeout(Math.toIntExact(Math.max(1, wait.toMillis())));
        try {
            fill();
            return true;
        } catch (SocketTimeoutException e) {
            if (timedOut) {
                throw e;
            }
            return false;
        } finally {
            socket.setSoTimeout(0);
        }
    }

    /// Sends what was written, then adds to the input buffer what comes; -1 at the end.
    private int fill() throws IOException {
        flushOwn();
        if (position == filled) {
            position = 0;
            filled = 0;
        } else if (filled == input.length) {
            moveInput(position > 0 ? input : new byte[input.length * 2]);
        }
        int octets = receive(input, filled, input.length - filled);
        filled += Math.max(0, octets);
        return octets;
    }

    private void moveInput(byte[] to) {
        System.arraycopy(input, position, to, 0, filled - position);
        input = to;
        filled -= position;
        position = 0;
    }

    private int receive(byte[] into, int offset, int length) throws IOException {
        flushOwn();
        readBy = fromNow(timeoutNanos);
        int octets;
        try {
            octets = in.read(into, offset, length);
        } catch (IOException e) {
            if (timedOut) {
                throw timeout();
            }
            throw e;
        } finally {
            readBy = 0;
        }
        if (octets < 0 && timedOut) {
            throw timeout();
        }
        return octets;
    }

    private static SocketTimeoutException timeout() {
        return new SocketTimeoutException("nothing came in time");
    }

    private static EOFException ended() {
        return new EOFException("the peer closed");
    }

    /// Puts octets into the output buffer, sending when it is full.
    public void write(byte[] octets, int offset, int length) throws IOException {
        if (length > output.length - pending && output.length < LARGE_OUTPUT) {
            output = Arrays.copyOf(output, LARGE_OUTPUT);
        }
        if (length > output.length - pending) {
            flush();
        }
        if (length > output.length) {
            send(octets, offset, length);
            return;
        }
        System.arraycopy(octets, offset, output, pending, length);
        pending += length;
    }

    public void write(byte[] octets) throws IOException {
        write(octets, 0, octets.length);
    }

    public void flush() throws IOException {
        if (pending == 0) {
            return;
        }
        int octets = pending;
        pending = 0;
        send(output, 0, octets);
        if (output.length > SMALL_OUTPUT) {
            output = new byte[SMALL_OUTPUT];
        }
    }

    private void flushOwn() throws IOException {
        if (handover == null) {
            flush();
        }
    }

    private void send(byte[] octets, int offset, int length) throws IOException {
        workBy = fromNow(timeoutNanos);
        try {
            out.write(octets, offset, length);
            out.flush();
        } finally {
            workBy = 0;
        }
    }

    /// How long one read, one flush or one TLS handshake (30 seconds at most) may take from now on. A read that
    /// took too long may be followed by a last reply, but never by another read.
    public void timeout(Duration perOperation) {
        timeoutNanos = perOperation.toNanos();
    }

    /// When the connection is cut, whatever it does then.
    public void deadline(Duration fromNow) {
        endBy = fromNow(fromNow.toNanos());
    }

    public void noDeadline() {
        endBy = 0;
    }

    private static long fromNow(long nanos) {
        return Math.addExact(System.nanoTime(), nanos) | 1; // never 0, which means none
    }

    /// Called by the thread of [Deadlines].
    void enforce(long now) {
        if (passed(endBy, now) || passed(workBy, now)) {
            cut();
        } else if (passed(readBy, now)) {
            timedOut = true;
            endInput();
        }
        Handover pushing = handover;
        if (pushing != null) {
            pushing.enforce(now);
        }
    }

    private static boolean passed(long by, long now) {
        return by != 0 && now - by > 0;
    }

    /// Wakes a reader, but leaves the way out open for a last reply.
    private void endInput() {
        try {
            socket.shutdownInput();
        } catch (IOException _) {
            // closed already: the reader wakes anyhow
        }
    }

    /// Lets a session end when it next waits for a command, at once if it does now. From any thread.
    public void stop() {
        if (phase.getAndSet(Phase.STOPPING) == Phase.IDLE) {
            endInput();
        }
    }

    /// Shakes hands as the server. Plain text that was received before is thrown away (RFC 3207 §4.2, the
    /// STARTTLS injection); then there is no handshake.
    /// @return how many octets were thrown away; more than 0 was an attack: close
    public int startTlsAsServer(TlsIdentity identity) throws IOException {
        int injected = filled - position;
        position = filled;
        if (injected == 0) {
            flush();
            shakeHands(layer(identity.context(), peer.getHostString(), false));
        }
        return injected;
    }

    /// Shakes hands as the client.
    /// @param context see [ClientTls]
    /// @param host for SNI, and for the certificate check when `verify`
    public void startTlsAsClient(SSLContext context, String host, boolean verify) throws IOException {
        if (position < filled) {
            throw new IOException("plain text after the answer to STARTTLS");
        }
        flush();
        var secured = layer(context, host, true);
        if (verify) {
            var parameters = secured.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS"); // RFC 6125 names; the JDK knows no other that fits
            secured.setSSLParameters(parameters);
        }
        shakeHands(secured);
    }

    /// [#startTlsAsClient(SSLContext, String, boolean)] with the machine's trusted authorities, or none.
    public void startTlsAsClient(String host, boolean verify) throws IOException {
        startTlsAsClient(verify ? ClientTls.trustedAuthorities() : ClientTls.anyCertificate(), host, verify);
    }

    private SSLSocket layer(SSLContext context, String host, boolean client) throws IOException {
        var secured = (SSLSocket) context.getSocketFactory()
                .createSocket(
                        new Underlay(socket, () -> timedOut || phase.get() == Phase.STOPPING),
                        host,
                        remote.getPort(),
                        true);
        secured.setUseClientMode(client);
        secured.setEnabledProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        return secured;
    }

    /// From here on both directions are compressed (RFC 4978). What has come and was not read yet counts as
    /// compressed already.
    public void startDeflate() throws IOException {
        flush();
        deflate = DeflateLayer.over(in, Arrays.copyOfRange(input, position, filled), out);
        position = filled;
        in = deflate.input();
        out = deflate.output();
    }

    private void shakeHands(SSLSocket secured) throws IOException {
        workBy = fromNow(Math.min(timeoutNanos, HANDSHAKE_TIMEOUT.toNanos()));
        try {
            secured.startHandshake();
        } finally {
            workBy = 0;
        }
        tls = secured;
        in = secured.getInputStream();
        out = secured.getOutputStream();
    }

    public Optional<SSLSession> tls() {
        return Optional.ofNullable(tls).map(SSLSocket::getSession);
    }

    /// What a SASL mechanism may bind itself to; none without TLS.
    public ChannelBindings channelBindings() {
        return tls().map(ChannelBindings::of).orElse(ChannelBindings.NONE);
    }

    /// The peer's address; what a listed proxy said, once one has spoken.
    public InetSocketAddress peer() {
        return peer;
    }

    public InetAddress peerAddress() {
        return peer.getAddress();
    }

    void peer(InetSocketAddress told) {
        peer = told;
    }

    public InetSocketAddress local() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    /// Sends what was written, says goodbye in TLS, and closes without waiting for the peer. Idempotent.
    @Override
    public void close() {
        if (socket.isClosed()) {
            deadlines.remove(this);
            releaseLayers();
            return;
        }
        timeout(CLOSE_TIMEOUT);
        workBy = fromNow(timeoutNanos);
        try {
            flush();
            workBy = fromNow(timeoutNanos);
            if (tls != null) {
                tls.shutdownOutput(); // close_notify, without which some clients report an error
            }
            drain();
        } catch (IOException _) {
            // it cannot be told any more; nothing is lost that was promised
        } finally {
            cut();
            releaseLayers();
        }
    }

    private void releaseLayers() {
        if (deflate != null) {
            deflate.release();
        }
    }

    /// Octets left unread at a close make the kernel send RST, which may overtake our last reply.
    private void drain() throws IOException {
        InputStream raw = socket.getInputStream();
        int left = LONGEST_DISCARDED_LINE;
        while (left > 0 && raw.available() > 0) {
            left -= Math.max(1, raw.read(smallInput));
        }
    }

    /// Closes at once, whatever is under way. From any thread.
    public void cut() {
        deadlines.remove(this);
        try {
            socket.close();
        } catch (IOException _) {
            // it is closed for us, which is all that was asked
        }
    }
}
