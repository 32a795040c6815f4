package org.sekisho.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

/// A second JVM that a crash test kills: its lines are what it has acknowledged. A line that was not complete
/// when it died does not count. The main class prints one line per acknowledged thing, and flushes it.
public final class ChildJvm implements CrashRounds.Victim {
    private final Process process;
    private final Thread reader;
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final CountDownLatch begun = new CountDownLatch(1);

    private ChildJvm(Process process) {
        this.process = process;
        this.reader = Thread.ofPlatform().name("child-output").start(this::read);
    }

    /// Starts `main` with the classes of this JVM.
    /// @param needed a class of each library that `main` uses: a test runner may have loaded them from elsewhere
    ///     than the class path
    public static ChildJvm start(Class<?> main, List<Class<?>> needed, String... arguments) throws IOException {
        List<String> classPath = new ArrayList<>(List.of(System.getProperty("java.class.path")));
        classPath.add(location(main));
        needed.forEach(each -> classPath.add(location(each)));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", String.join(":", classPath)));
        command.add(main.getName());
        command.addAll(List.of(arguments));
        return new ChildJvm(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    private static String location(Class<?> loaded) {
        return Path.of(URI.create(loaded.getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toString()))
                .toString();
    }

    private void read() {
        try (BufferedReader output = process.inputReader()) {
            StringBuilder line = new StringBuilder();
            for (int letter = output.read(); letter >= 0; letter = output.read()) {
                if (letter == '\n') {
                    lines.add(line.toString());
                    line.setLength(0);
                    begun.countDown();
                } else {
                    line.append((char) letter);
                }
            }
        } catch (IOException e) {
            // the pipe broke when the process was killed: what was read counts
        }
        begun.countDown();
    }

    /// Returns when the first line has come, or the process has ended.
    @Override
    public void awaitLoad() throws InterruptedException {
        begun.await();
    }

    /// SIGKILL, now. Returns when it is dead and everything it printed was read.
    @Override
    public List<String> kill() throws InterruptedException {
        if (!process.isAlive()) {
            throw new AssertionError("the child ended by itself with " + process.exitValue());
        }
        process.toHandle().destroyForcibly(); // Process's own would close the pipe, with lines in it
        process.waitFor();
        reader.join();
        return List.copyOf(lines);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
