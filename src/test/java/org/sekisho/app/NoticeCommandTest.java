package org.sekisho.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.app.Prompt.Result;
import org.sekisho.cli.ExitCode;
import org.sekisho.testing.TestServer;

/// `account notice` as a person types it, and what a delivery then does.
final class NoticeCommandTest {
    @TempDir
    Path folder;

    private static void send(TestServer server) throws Exception {
        try (var client = server.submit(TestServer.ALICE, TestServer.ALICES_PASSWORD)) {
            client.send(
                    TestServer.ALICE, "From: " + TestServer.ALICE + "\r\nSubject: hello\r\n\r\nx\r\n", TestServer.BOB);
        }
    }

    @Test
    void aDeliveryIsTold() throws Exception {
        var posts = new LinkedBlockingQueue<String>();
        HttpServer web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.createContext("/", exchange -> {
            posts.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        web.start();
        String url = "http://127.0.0.1:" + web.getAddress().getPort() + "/hook";
        try (TestServer server = TestServer.Plan.in(folder).start()) {
            var prompt = new Prompt(server.config());
            assertTrue(prompt.type("account", "notice", TestServer.BOB).good().contains("notice off"));
            assertTrue(prompt.type("account", "notice", TestServer.BOB, "--url", url)
                    .good()
                    .contains(url));
            assertTrue(prompt.type("account", "notice", TestServer.BOB).good().contains(url));
            send(server);
            String post = String.valueOf(posts.poll(20, TimeUnit.SECONDS));
            assertTrue(post.contains("\"account\":\"" + TestServer.BOB + "\""), post);
            assertTrue(post.contains("\"subject\":\"hello\""), post);
            prompt.type("account", "notice", TestServer.BOB, "--off").good();
            send(server);
            server.drain();
            assertTrue(posts.isEmpty(), posts::toString);
        } finally {
            web.stop(0);
        }
    }

    @Test
    void onlyWhatTheSettingsAllow() throws Exception {
        try (TestServer server = TestServer.Plan.in(folder).start()) {
            var prompt = new Prompt(server.config());
            Result program = prompt.type("account", "notice", TestServer.BOB, "--program", "/bin/true");
            assertEquals(ExitCode.FOUND, program.exitCode(), program::toString);
            assertTrue(program.err().contains("notice.programs"), program::toString);
            server.rewrite("[notice]\nprograms = true\n");
            prompt.type("reload").good();
            prompt.type("account", "notice", TestServer.BOB, "--program", "/bin/true")
                    .good();
            for (String[] words : new String[][] {
                {"--url", "ftp://a.example/"}, {"--program", "true"}, {"--off", "--url", "http://a.example/"}
            }) {
                String[] all = new String[3 + words.length];
                System.arraycopy(new String[] {"account", "notice", TestServer.BOB}, 0, all, 0, 3);
                System.arraycopy(words, 0, all, 3, words.length);
                assertEquals(ExitCode.USAGE, prompt.type(all).exitCode());
            }
        }
    }
}
