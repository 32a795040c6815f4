package org.sekisho.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// What TLS reads from: the socket, but a reader that was woken by us hears of a time-out and not of an end,
/// which in TLS 1.2 would close the way out as well and with it the last reply.
final class Underlay extends Socket {
    private final Socket socket;
    private final BooleanSupplier woken;

    Underlay(Socket socket, BooleanSupplier woken) {
        this.socket = socket;
        this.woken = woken;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        var from = socket.getInputStream();
        return new InputStream() {
            @Override
            public int read() throws IOException {
                return endOr(from.read());
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return endOr(from.read(into, offset, length));
            }

            @Override
            public int available() throws IOException {
                return from.available();
            }
        };
    }

    private int endOr(int read) throws InterruptedIOException {
        if (read < 0 && woken.getAsBoolean()) {
            throw new SocketTimeoutException("woken");
        }
        return read;
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return socket.getOutputStream();
    }

    @Override
    public boolean isConnected() {
        return socket.isConnected();
    }

    @Override
    public boolean isBound() {
        return socket.isBound();
    }

    @Override
    public boolean isClosed() {
        return socket.isClosed();
    }

    @Override
    public boolean isInputShutdown() {
        return socket.isInputShutdown();
    }

    @Override
    public boolean isOutputShutdown() {
        return socket.isOutputShutdown();
    }

    @Override
    public @Nullable InetAddress getInetAddress() {
        return socket.getInetAddress();
    }

    @Override
    public int getPort() {
        return socket.getPort();
    }

    @Override
    public int getLocalPort() {
        return socket.getLocalPort();
    }

    @Override
    public InetAddress getLocalAddress() {
        return socket.getLocalAddress();
    }

    @Override
    public @Nullable SocketAddress getRemoteSocketAddress() {
        return socket.getRemoteSocketAddress();
    }

    @Override
    public @Nullable SocketAddress getLocalSocketAddress() {
        return socket.getLocalSocketAddress();
    }

    @Override
    public void setSoTimeout(int milliseconds) throws SocketException {
        socket.setSoTimeout(milliseconds);
    }

    @Override
    public int getSoTimeout() throws SocketException {
        return socket.getSoTimeout();
    }

    @Override
    public int getSoLinger() throws SocketException {
        return socket.getSoLinger();
    }

    @Override
    public void shutdownInput() throws IOException {
        socket.shutdownInput();
    }

    @Override
    public void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
