package org.sekisho.notice;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Runs a program without a shell and without arguments; what is told is in its environment, and nothing of ours.
final class ProgramRun {
    private static final Path RUNUSER = Path.of("/usr/sbin/runuser");
    private static final String PREFIX = "SEKISHO_";

    private ProgramRun() {}

    /// @param user empty: as whom the server runs, unless that is root
    static Outcome tell(Path program, Notice notice, Duration timeout, Optional<String> user)
            throws InterruptedException {
        boolean root = System.getProperty("user.name", "").equals("root");
        if (root && user.isEmpty()) {
            return new Outcome.Failed("programs are not run as root: set notice.program_user");
        }
        if (!root && user.isEmpty() && !Files.isExecutable(program)) {
            return new Outcome.Failed("it is not there, or may not be run");
        }
        List<String> words = new ArrayList<>();
        user.ifPresent(name -> words.addAll(List.of(RUNUSER.toString(), "-u", name, "--")));
        words.add(program.toString());
        return run(new ProcessBuilder(words), notice, timeout);
    }

    private static Outcome run(ProcessBuilder builder, Notice notice, Duration timeout) throws InterruptedException {
        builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .directory(new File("/"));
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.put("PATH", "/usr/bin:/bin");
        environment.put("LANG", "C.UTF-8");
        notice.fields()
                .forEach((name, value) -> environment.put(PREFIX + name.toUpperCase(Locale.ROOT), value.toString()));
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            return new Outcome.Failed(e.toString());
        }
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                return new Outcome.Failed("it took longer than " + timeout.toSeconds() + " s, and was killed");
            }
            int code = process.exitValue();
            return code == 0 ? new Outcome.Told() : new Outcome.Failed("exit code " + code);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
