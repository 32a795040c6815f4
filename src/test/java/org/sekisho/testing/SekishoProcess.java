package org.sekisho.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The server as a user starts it, in a process of its own: for real peers and for kill -9.
public final class SekishoProcess implements AutoCloseable {
    private final Process process;
    private final Path folder;
    private final Map<String, InetSocketAddress> endpoints;

    private SekishoProcess(Process process, Path folder, Map<String, InetSocketAddress> endpoints) {
        this.process = process;
        this.folder = folder;
        this.endpoints = endpoints;
    }

    /// `sekisho try --dir folder` with more words; returns once it printed `ready`.
    public static SekishoProcess tryServer(Path folder, String... words) throws IOException {
        var command = new ArrayList<>(java());
        command.addAll(List.of("try", "--dir", folder.toString()));
        command.addAll(List.of(words));
        return start(folder, command);
    }

    /// `sekisho serve --config folder/sekisho.toml` with these settings; returns once it printed `ready`.
    public static SekishoProcess serve(Path folder, String settings) throws IOException {
        Path config = Files.createDirectories(folder).resolve("sekisho.toml");
        Files.writeString(config, settings);
        var command = new ArrayList<>(java());
        command.addAll(List.of("serve", "--config", config.toString()));
        return start(folder, command);
    }

    /// Runs one command of the command line against the server of this folder.
    public static ProcessBuilder command(Path folder, String... words) {
        var command = new ArrayList<>(java());
        command.addAll(List.of(words));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("SEKISHO_DIR", folder.toString());
        return builder;
    }

    private static List<String> java() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx192m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                classPath(),
                "org.sekisho.app.Main");
    }

    /// Of this test, whose runner may have it in a class loader of its own.
    private static String classPath() {
        List<String> places = new ArrayList<>(List.of(System.getProperty("java.class.path")));
        if (SekishoProcess.class.getClassLoader() instanceof URLClassLoader loader) {
            for (URL url : loader.getURLs()) {
                places.add(Path.of(URI.create(url.toString())).toString());
            }
        }
        return String.join(":", places);
    }

    private static SekishoProcess start(Path folder, List<String> command) throws IOException {
        Files.createDirectories(folder);
        Process process = new ProcessBuilder(command)
                .redirectError(folder.resolve("stderr.txt").toFile())
                .start();
        var printed = new StringBuilder();
        var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            printed.append(line).append('\n');
            if (line.startsWith("ready")) {
                drain(out);
                return new SekishoProcess(process, folder, endpoints(line));
            }
        }
        throw new IOException("the server did not start:\n" + printed + Files.readString(folder.resolve("stderr.txt")));
    }

    /// `ready in 0.8 s: smtp=127.0.0.1:10025 …`; the first one of each service.
    private static Map<String, InetSocketAddress> endpoints(String ready) {
        Map<String, InetSocketAddress> endpoints = new HashMap<>();
        for (String word : ready.split(" ", -1)) {
            int equals = word.indexOf('=');
            int colon = word.lastIndexOf(':');
            if (equals > 0 && colon > equals) {
                int port = Integer.parseInt(word.substring(colon + 1));
                endpoints.putIfAbsent(
                        word.substring(0, equals), new InetSocketAddress(word.substring(equals + 1, colon), port));
            }
        }
        return endpoints;
    }

    private static void drain(BufferedReader out) {
        Thread.ofPlatform().daemon().start(() -> {
            try {
                while (out.readLine() != null) {
                    // only so that the server never waits for a reader
                }
            } catch (IOException _) {
                // the server has gone
            }
        });
    }

    public InetSocketAddress endpoint(String service) {
        InetSocketAddress endpoint = endpoints.get(service);
        if (endpoint == null) {
            throw new IllegalArgumentException("no " + service + " among " + endpoints);
        }
        return endpoint;
    }

    /// `host:port`
    public String at(String service) {
        return endpoint(service).getHostString() + ":" + endpoint(service).getPort();
    }

    public Path folder() {
        return folder;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /// SIGKILL, at once; returns when the process has gone.
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /// SIGTERM, without waiting.
    public void terminate() {
        process.destroy();
    }

    /// Waits until it has ended by itself.
    /// @return its exit code
    public int awaitExit() throws InterruptedException {
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            throw new AssertionError("the server did not stop within 20 s");
        }
        return process.exitValue();
    }

    /// What it has written to standard error.
    public String complaints() throws IOException {
        return Files.readString(folder.resolve("stderr.txt"));
    }

    /// SIGTERM: the clean stop.
    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                throw new IOException("the server did not stop within 20 s of SIGTERM");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the server stopped");
        } finally {
            process.destroyForcibly();
        }
    }
}
