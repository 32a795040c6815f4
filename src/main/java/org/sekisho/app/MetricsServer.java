package org.sekisho.app;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/// `GET /metrics` for Prometheus.
final class MetricsServer implements AutoCloseable {
    private static final int BACKLOG = 16;

    private final HttpServer server;

    MetricsServer(InetSocketAddress address, Supplier<String> text) throws IOException {
        server = HttpServer.create(address, BACKLOG);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/metrics", exchange -> answer(exchange, text.get()));
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        try (exchange) {
            boolean get = exchange.getRequestMethod().equals("GET");
            byte[] body = (get ? text : "only GET\n").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
            exchange.sendResponseHeaders(get ? 200 : 405, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    void start() {
        server.start();
    }

    InetSocketAddress endpoint() {
        return server.getAddress();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
