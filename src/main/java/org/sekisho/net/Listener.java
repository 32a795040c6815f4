package org.sekisho.net;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.sekisho.events.Counters;
import org.sekisho.events.Log;
import org.sekisho.events.SessionId;

/// One listening port. Bounded before anything is spawned: a permit first, then `accept`, then one virtual
/// thread; when no permit is left, clients wait in the kernel's queue.
public final class Listener implements Closeable {
    /// Serves one connection, in its own virtual thread with [SessionId#CURRENT] bound; the listener closes it.
    public interface Handler {
        void serve(Connection connection) throws IOException;
    }

    /// @param service for the log and the counters, e.g. `smtp`
    /// @param address port 0 takes any free one
    /// @param proxies which peers speak the PROXY protocol first, and must
    /// @param refusal what a client hears when too many came from its address, line end included; may be empty
    public record Settings(String service, InetSocketAddress address, Predicate<InetAddress> proxies, byte[] refusal) {
        /// No proxies.
        public Settings(String service, InetSocketAddress address, byte[] refusal) {
            this(service, address, _ -> false, refusal);
        }
    }

    private static final int BACKLOG = 1024;
    private static final Duration PROXY_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration PAUSE_AFTER_ERROR = Duration.ofMillis(100);
    private static final Duration POLL = Duration.ofMillis(20);

    private final Settings settings;
    private final ConnectionLimits limits;
    private final Deadlines deadlines;
    private final Supplier<SessionId> sessionIds;
    private final Handler handler;
    private final Log log;
    private final Counters counters;
    private final ServerSocket server;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    /// Binds the port; connections wait until [#start].
    /// @param sessionIds must be safe from any thread
    public Listener(
            Settings settings,
            ConnectionLimits limits,
            Deadlines deadlines,
            Supplier<SessionId> sessionIds,
            Handler handler,
            Log log,
            Counters counters)
            throws IOException {
        this.settings = settings;
        this.limits = limits;
        this.deadlines = deadlines;
        this.sessionIds = sessionIds;
        this.handler = handler;
        this.log = log;
        this.counters = counters;
        this.server = new ServerSocket();
        try {
            server.setReuseAddress(true);
            server.bind(settings.address(), BACKLOG);
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    public void start() {
        Thread.ofPlatform().daemon().name("accept " + settings.service()).start(this::acceptAll);
        String address =
                endpoint().getAddress().getHostAddress() + ":" + endpoint().getPort(); // a service may have many
        counters.gauge("open_connections", connections, Set::size, "service", settings.service(), "address", address);
    }

    /// Where it listens, with the port that was given.
    public InetSocketAddress endpoint() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    public String service() {
        return settings.service();
    }

    private void acceptAll() {
        try {
            while (!stopping) {
                limits.acquire();
                if (!acceptOne()) {
                    limits.release();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// @return true when a session was begun, which then gives the permit back
    private boolean acceptOne() throws InterruptedException {
        Socket socket;
        try {
            socket = server.accept();
        } catch (IOException e) {
            if (!stopping) {
                log.error("net.accept-failed", e, "service", settings.service());
                Thread.sleep(PAUSE_AFTER_ERROR); // most likely out of file descriptors: let some sessions end
            }
            return false;
        }
        try {
            socket.setTcpNoDelay(true);
            return begin(socket);
        } catch (IOException _) {
            closeQuietly(socket); // the client is gone already
            return false;
        }
    }

    private boolean begin(Socket socket) throws IOException {
        InetAddress address = socket.getInetAddress();
        boolean proxied = settings.proxies().test(address);
        if (!proxied && !limits.enter(address)) {
            refuse(socket, address);
            return false;
        }
        Connection connection;
        try {
            connection = new Connection(socket, deadlines);
        } catch (IOException e) {
            if (!proxied) {
                limits.leave(address);
            }
            throw e;
        }
        connections.add(connection);
        if (stopping) {
            connection.stop();
        }
        Thread.ofVirtual().start(() -> run(connection, proxied));
        return true;
    }

    private void refuse(Socket socket, InetAddress address) throws IOException {
        counters.count("connections_refused", "service", settings.service());
        log.info("net.too-many-connections", "service", settings.service(), "client", address.getHostAddress());
        socket.getOutputStream().write(settings.refusal()); // fits the empty send buffer: does not wait
        socket.close();
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // nothing was promised on it
        }
    }

    private void run(Connection connection, boolean proxied) {
        try {
            ScopedValue.where(SessionId.CURRENT, sessionIds.get()).run(() -> guard(connection, proxied));
        } finally {
            connections.remove(connection);
            limits.release();
        }
    }

    private void guard(Connection connection, boolean proxied) {
        try (connection) {
            if (proxied) {
                serveProxied(connection);
            } else {
                serveCounted(connection);
            }
        } catch (IOException e) {
            log.debug("net.gone", "service", settings.service(), "client", text(connection), "why", e.toString());
        } catch (RuntimeException | StackOverflowError e) {
            counters.count("session_bugs", "service", settings.service());
            log.error("net.session-failed", e, "service", settings.service(), "client", text(connection));
        }
    }

    private void serveCounted(Connection connection) throws IOException {
        InetAddress address = connection.peerAddress();
        try {
            counters.count("connections", "service", settings.service());
            handler.serve(connection);
        } finally {
            limits.leave(address);
        }
    }

    private void serveProxied(Connection connection) throws IOException {
        connection.timeout(PROXY_TIMEOUT);
        ProxyHeader.read(connection).ifPresent(connection::peer);
        if (!limits.enter(connection.peerAddress())) {
            counters.count("connections_refused", "service", settings.service());
            connection.write(settings.refusal());
            return;
        }
        serveCounted(connection);
    }

    private static String text(Connection connection) {
        return connection.peerAddress().getHostAddress();
    }

    /// Stops accepting, ends idle sessions, waits for busy ones at most so long, then cuts them.
    public void stop(Duration grace) {
        stopping = true;
        try {
            server.close();
        } catch (IOException e) {
            log.error("net.close-failed", e, "service", settings.service());
        }
        long end = System.nanoTime() + grace.toNanos();
        connections.forEach(Connection::stop);
        try {
            while (!connections.isEmpty() && System.nanoTime() - end < 0) {
                Thread.sleep(POLL);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        connections.forEach(Connection::cut);
    }

    @Override
    public void close() {
        stop(Duration.ZERO);
    }
}
